/** The form of one name: printed line, keyboard, draft, and a photographed card to be rotated. */

import { offerWithoutCantillation } from "./cantillation.js";
import { keepDraft } from "./draft.js";
import { attachKeyboard } from "./keyboard.js";
import { focusNextField, readName } from "./names.js";
import { printedLine } from "./printed-name.js";

const photograph = document.querySelector(".card-photo");

if (photograph) {
  const turn = photograph.querySelector("[data-turn]");
  let quarters = 0;
  turn.hidden = false;
  turn.addEventListener("click", () => {
    quarters = (quarters + 1) % 4;
    photograph.dataset.quarters = quarters;
  });
}

const form = document.getElementById("name");
if (form) {
  const line = form.querySelector("[data-line]");
  const showLine = () => {
    if (line) line.textContent = printedLine(readName(form));
  };
  form.addEventListener("input", showLine);
  if (form.dataset.draft) keepDraft(form, { restored: showLine });
  form.addEventListener("keydown", focusNextField);
  for (const toggle of form.querySelectorAll(".keyboard-toggle")) toggle.hidden = false;
  attachKeyboard(form, document.getElementById("keyboard"), { follow: true });
  offerWithoutCantillation(form, document.getElementById("without-cantillation"));
  const relation = form.querySelector('[data-field="relation"]');
  (relation.querySelector(":checked") ?? relation.querySelector("input")).focus({
    preventScroll: true,
  });
}
