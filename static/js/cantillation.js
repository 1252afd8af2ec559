/**
 * Offers to take cantillation marks off a name: they can't be printed, vowels can. The same marks
 * as in letters/names/printable.py.
 */

const MARKS = /[\u0591-\u05AF\u05BD\u05C0\u05C3-\u05C6]/gu;

/** Show the button from `template` below each name field that has such marks. */
export function offerWithoutCantillation(container, template) {
  const update = (input) => {
    const field = input.closest(".field");
    const offer = field.querySelector("[data-without-cantillation]");
    const needed = input.value.search(MARKS) >= 0;
    if (needed && !offer) field.append(template.content.firstElementChild.cloneNode(true));
    if (!needed) offer?.remove();
  };
  container.addEventListener("input", (event) => {
    if (event.target.matches(".name-input")) update(event.target);
  });
  container.addEventListener("click", (event) => {
    if (!event.target.closest("[data-without-cantillation] button")) return;
    const input = event.target.closest(".field").querySelector(".name-input");
    input.value = input.value.replace(MARKS, "");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
  for (const input of container.querySelectorAll(".name-input")) update(input);
}
