/** Text to be copied: focusing the field selects all of it. */

for (const field of document.querySelectorAll(".copy-field")) {
  field.addEventListener("focus", () => field.select());
}
