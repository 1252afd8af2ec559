/** The names of a list: the printed line while typing, adding and removing names. */

import { closeKeyboard } from "./keyboard.js";
import { printedLine } from "./printed-name.js";

const COPIED = ["mother_name", "father_name", "family_name"];

const part = (item, name) => item.querySelector(`[data-field="${name}"] :is(input, select)`);
const text = (item, name) => part(item, name).value;
const chosen = (item, name) => item.querySelector(`[data-field="${name}"] :checked`)?.value ?? "";

/** The fields of one name, by the names they have in the form. */
export function readName(item) {
  const relation = chosen(item, "relation");
  return {
    given_name: text(item, "given_name"),
    relation,
    // The line shows a parent only after son or daughter is chosen.
    mother_name: relation ? text(item, "mother_name") : "",
    father_name: relation ? text(item, "father_name") : "",
    family_name: text(item, "family_name"),
    departed: part(item, "departed").checked,
  };
}

/** Whether all text fields of a name are empty. */
export function isBlank(item) {
  return [...item.querySelectorAll(".name-input")].every((input) => !input.value.trim());
}

function showLine(item) {
  const fields = readName(item);
  const line = printedLine(fields);
  const honorific = fields.departed ? text(item, "honorific") : "";
  for (const place of item.querySelectorAll("[data-line]")) place.textContent = line;
  for (const place of item.querySelectorAll("[data-honorific]")) place.textContent = honorific;
}

function renumber(list) {
  [...list.children].forEach((item, index) => {
    for (const element of item.querySelectorAll(
      "[id], [name], [for], [aria-describedby], [value]",
    )) {
      for (const attribute of ["id", "name", "for", "aria-describedby"]) {
        const value = element.getAttribute(attribute);
        if (value)
          element.setAttribute(
            attribute,
            value.replaceAll(/names-(\d+|__prefix__)-/g, `names-${index}-`),
          );
      }
    }
    item.querySelector("[data-remove]").value = `remove-${index}`;
  });
  document.getElementById("id_names-TOTAL_FORMS").value = list.children.length;
}

function prepare(item) {
  for (const toggle of item.querySelectorAll(".keyboard-toggle")) toggle.hidden = false;
  const previous = item.previousElementSibling;
  const copyable = previous && COPIED.some((name) => text(previous, name).trim());
  item.querySelector(".name-form-copy").hidden = !copyable || !isBlank(item);
  if (chosen(item, "relation") || !isBlank(item)) showLine(item);
}

function copyFromPrevious(item) {
  const previous = item.previousElementSibling;
  for (const name of COPIED) part(item, name).value = text(previous, name);
  item.querySelector(".name-form-copy").hidden = true;
  part(item, "family_name").focus();
}

/** A blank name at the end of the list: the one that is there and hidden, or a new one. */
function blankName(list, template) {
  const last = list.lastElementChild;
  if (last?.hidden) last.hidden = false;
  else list.append(template.content.firstElementChild.cloneNode(true));
  renumber(list);
  prepare(list.lastElementChild);
  return list.lastElementChild;
}

function add(list, template) {
  closeKeyboard();
  for (const details of list.querySelectorAll("details[open]")) {
    details.open = isBlank(details) || Boolean(details.querySelector(".has-error"));
  }
  const item = blankName(list, template);
  item.querySelector("details").open = true;
  item.querySelector("summary").scrollIntoView({ block: "start" });
  part(item, "given_name").focus({ preventScroll: true });
}

function setField(item, name, value) {
  const field = item.querySelector(`[data-field="${name}"]`);
  if (!field) return; // the date of birth, where it isn't asked
  for (const input of field.querySelectorAll("input, select")) {
    if (input.type === "radio") input.checked = input.value === value;
    else if (input.type === "checkbox") input.checked = Boolean(value);
    else input.value = value ?? "";
  }
}

/**
 * Add a name that was read of a line. One that is not complete is open, and so is one about which
 * there are notes that were not seen beside the line.
 */
export function addName(list, template, { fields, complete, notes, typed }, { seen }) {
  const item = blankName(list, template);
  for (const [name, value] of Object.entries(fields)) setField(item, name, value);
  const open = !complete || (notes.length > 0 && !seen);
  item.querySelector("details").open = open;
  const notice = item.querySelector("[data-reading]");
  notice.hidden = !open;
  notice.querySelector("bdi").textContent = typed;
  for (const note of notes) {
    const line = document.createElement("p");
    line.textContent = note;
    notice.append(line);
  }
  showLine(item);
}

/** The family name that was written last. */
export function lastFamily(list) {
  return [...list.children].map((item) => text(item, "family_name").trim()).findLast(Boolean) ?? "";
}

/** Make the list have so many names; what is in them stays. */
export function setCount(list, template, count) {
  while (list.children.length < count) {
    list.append(template.content.firstElementChild.cloneNode(true));
  }
  renumber(list);
}

/** Show what was put into the fields by a script. */
export function showNames(list) {
  for (const item of list.children) {
    prepare(item);
    showLine(item);
    item.hidden = isBlank(item);
    item.querySelector("details").open = !chosen(item, "declared");
  }
}

function remove(list, item) {
  closeKeyboard();
  const next = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  renumber(list);
  if (!next || next.hidden) return document.getElementById("id_lines").focus();
  prepare(next);
  next.querySelector("summary").focus();
}

/** Enter moves to the next field, as the key on a phone says, and never submits the list. */
export function focusNextField(event) {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches(".name-input")) return;
  event.preventDefault();
  const fields = [...event.target.closest(".name-form").querySelectorAll("input, select")];
  const visible = fields.filter((field) => field.checkVisibility?.() ?? true);
  visible[visible.indexOf(event.target) + 1]?.focus();
}

/** Add the behaviour of a list; `changed` is called after everything that may change the total. */
export function manageNames({ list, template, addButton, limit, changed }) {
  const update = () => {
    addButton.hidden = list.children.length >= limit;
    changed();
  };
  addButton.addEventListener("click", (event) => {
    event.preventDefault();
    add(list, template);
    update();
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest(".name-form");
    if (event.target.closest("[data-copy]")) copyFromPrevious(item);
    else if (event.target.closest("[data-remove]")) {
      event.preventDefault();
      remove(list, item);
    } else return;
    if (item.isConnected) showLine(item);
    update();
  });
  list.addEventListener("input", (event) => {
    showLine(event.target.closest(".name-form"));
    update();
  });
  list.addEventListener("keydown", focusNextField);
  for (const item of list.children) prepare(item);
  update();
}
