/** A Hebrew on-screen keyboard below the field that it types into. */

let open = null;

function insert(input, text) {
  input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function erase(input) {
  const { selectionStart: start, selectionEnd: end } = input;
  if (start === end && start === 0) return;
  input.setRangeText("", start === end ? start - 1 : start, end, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Close the open keyboard, if any, and let the phone's own appear again. */
export function closeKeyboard() {
  if (!open) return;
  const { keys, input, toggle } = open;
  open = null;
  keys.remove();
  input.removeAttribute("inputmode");
  toggle.setAttribute("aria-expanded", "false");
  toggle.removeAttribute("aria-controls");
}

function openKeyboard(template, toggle) {
  closeKeyboard();
  const input = toggle.parentElement.querySelector("input");
  const keys = template.content.firstElementChild.cloneNode(true);
  keys.id = `${input.id}-keyboard`;
  // The phone's own keyboard stays closed meanwhile.
  input.inputMode = "none";
  input.blur();
  toggle.closest(".field").append(keys);
  toggle.setAttribute("aria-expanded", "true");
  toggle.setAttribute("aria-controls", keys.id);
  open = { keys, input, toggle };
  input.focus({ preventScroll: true });
  keys.scrollIntoView({ block: "nearest" });
  // A tap on a key must not move the caret.
  keys.addEventListener("pointerdown", (event) => event.preventDefault());
  keys.addEventListener("click", (event) => press(event.target.closest("button")));
}

function press(key) {
  if (!key) return;
  const { input } = open;
  if (key.dataset.key) insert(input, key.dataset.key);
  else if ("erase" in key.dataset) erase(input);
  else {
    closeKeyboard();
    input.focus();
  }
}

/**
 * Let every name field inside `list` open the keyboard from `template`.
 *
 * With `follow` it moves along to the next name field.
 */
export function attachKeyboard(list, template, { follow = false } = {}) {
  list.addEventListener("click", (event) => {
    const toggle = event.target.closest(".keyboard-toggle");
    if (!toggle) return;
    if (open?.toggle !== toggle) return openKeyboard(template, toggle);
    closeKeyboard();
    toggle.parentElement.querySelector("input").focus();
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    const { input } = open;
    closeKeyboard();
    input.focus();
  });
  list.addEventListener("focusin", (event) => {
    if (!open || !event.target.matches(".name-input") || event.target === open.input) return;
    if (follow)
      openKeyboard(template, event.target.parentElement.querySelector(".keyboard-toggle"));
    else closeKeyboard();
  });
}
