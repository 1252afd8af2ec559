/** The booth's form: what was typed, checked only as far as a phone can without the server. */

import { closeKeyboard } from "../keyboard.js";
import { readName } from "../names.js";
import { printedLine } from "../printed-name.js";

const PARENTS = ["mother_name", "father_name", "family_name"];

export const form = document.getElementById("booth");
export const field = (name) => form.querySelector(`[data-field="${name}"] :is(input, select)`);

const copyOffer = form.querySelector(".name-form-copy");
let previous = null;

/** The fields as they are sent. */
export function typedFields() {
  const fields = Object.fromEntries(new FormData(form));
  for (const name of ["csrfmiddlewaretoken", "draft", "idempotency_key", "day"])
    delete fields[name];
  return fields;
}

/** The name as it will be printed. */
export const typedLine = () => printedLine(readName(form));

/** Show the name as it will be printed. */
export function showLine() {
  form.querySelector("[data-line]").textContent = typedLine();
  form.querySelector("[data-honorific]").textContent = readName(form).departed
    ? field("honorific").value
    : "";
}

/** The first field without which no name is taken, or null. */
export function missingField() {
  if (!form.elements.consent.checked) return form.elements.consent;
  const { kind, relation, given_name, mother_name, father_name } = typedFields();
  if (!relation) return field("relation");
  if (kind !== "baby" && !given_name.trim()) return field("given_name");
  if (!mother_name.trim() && !father_name.trim()) return field("mother_name");
  const birthDate = field("birth_date"); // hidden by the stylesheet where the series asks for none
  return birthDate?.offsetParent && !birthDate.value ? birthDate : null;
}

/** Empty the form for the next name; `fields` of the one before can be copied from. */
export function clear(fields) {
  const { kind, series } = fields; // in a classroom a child follows a child
  const { checked } = form.elements.consent; // said once for all whose names follow
  previous = fields;
  closeKeyboard();
  form.reset();
  const texts = "input:not([type=radio], [type=checkbox], [type=hidden])";
  for (const text of form.querySelectorAll(texts)) text.value = "";
  for (const radio of form.querySelectorAll('[name="relation"]')) radio.checked = false;
  form.querySelector(`[name="kind"][value="${kind}"]`).checked = true;
  form.elements.series.value = series;
  form.elements.consent.checked = checked;
  form.querySelector("details").open = false;
  copyOffer.hidden = false;
  showLine();
  form.scrollIntoView({ block: "start" });
  field("relation").focus({ preventScroll: true });
}

/** Put a stored name back into the form. */
export function fill(fields) {
  for (const [name, value] of Object.entries(fields)) {
    const element = form.elements[name];
    if (!element) continue;
    if (element.type === "checkbox") element.checked = true;
    else element.value = value;
  }
  form.querySelector("details").open = true;
  showLine();
  field("given_name").focus();
}

form.querySelector("[data-copy]").addEventListener("click", () => {
  for (const name of PARENTS) field(name).value = previous[name];
  copyOffer.hidden = true;
  showLine();
  field("given_name").focus();
});
