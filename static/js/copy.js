/** Text to pass on: a touch on it selects all of it. */

for (const field of document.querySelectorAll(".copy-field")) {
  field.addEventListener("focus", () => field.select());
}
