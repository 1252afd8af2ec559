/** The order's page, which is polled by htmx while a payment is under way. */

import { forgetDrafts } from "./draft.js";
import { showShareButtons } from "./share.js";

// An unchanged state is not swapped in, so that a screen reader does not repeat it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, serverResponse } = event.detail;
  if (target.id !== "order-status") return;
  const answer = new DOMParser().parseFromString(serverResponse, "text/html");
  const state = answer.getElementById("order-status")?.dataset.state;
  event.detail.shouldSwap = Boolean(state) && state !== target.dataset.state;
});

/** What was typed for this order is not needed any more once it is paid, or will be by transfer. */
function forgetWhenPlaced() {
  if ("placed" in document.getElementById("order-status").dataset) forgetDrafts("basket");
}

forgetWhenPlaced();
/** Let the letters appear one by one the first time only: not at each reload of the page. */
function revealOnce() {
  const letters = document.querySelector(".reveal");
  const key = `revealed ${location.pathname}`;
  try {
    if (!letters || sessionStorage.getItem(key)) return;
    sessionStorage.setItem(key, "1");
    letters.classList.add("reveal-first");
  } catch {
    // Without storage nothing would remember it: the letters are simply there.
  }
}

document.addEventListener("htmx:afterSettle", () => {
  forgetWhenPlaced();
  const heading = document.querySelector("#order-status h1").textContent;
  const announcement = document.getElementById("order-announcement");
  if (announcement.textContent !== heading) announcement.textContent = heading;
  showShareButtons();
  revealOnce();
});
revealOnce();
