/** Text to pass on: a touch on it selects all of it. */

for (const field of document.querySelectorAll(".to-copy")) {
  field.addEventListener("focus", () => field.select());
}
