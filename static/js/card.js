/** A card and the form beside it: the line while typing, the keyboard, the picture turned. */

import { offerKeyboard } from "./keyboard.js";
import { printedLine } from "./line.js";
import { fieldsOf, goOn } from "./names.js";

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
    line.textContent = printedLine(fieldsOf(form));
  };
  form.addEventListener("input", showLine);
  form.addEventListener("keydown", goOn);
  for (const toggle of form.querySelectorAll(".keyboard-toggle")) toggle.hidden = false;
  offerKeyboard(form, document.getElementById("keyboard"), { follow: true });
  form.querySelector('[data-part="relation"]').focus({ preventScroll: true });
}
