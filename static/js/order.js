/** The order's page: asking again while money is on its way, and telling others. */

// The same answer again changes nothing on the page, so that nothing is read out twice.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, serverResponse } = event.detail;
  if (target.id !== "order-status") return;
  const answer = new DOMParser().parseFromString(serverResponse, "text/html");
  const state = answer.getElementById("order-status")?.dataset.state;
  event.detail.shouldSwap = Boolean(state) && state !== target.dataset.state;
});

document.addEventListener("htmx:afterSettle", () => {
  const heading = document.querySelector("#order-status h1").textContent;
  const says = document.getElementById("order-says");
  if (says.textContent !== heading) says.textContent = heading;
  offerSharing();
});

function offerSharing() {
  for (const button of document.querySelectorAll("[data-share]")) button.hidden = false;
}

async function share(button) {
  const { share: url, text } = button.dataset;
  if (navigator.share) {
    await navigator.share({ url, text }).catch(() => {});
    return;
  }
  await navigator.clipboard.writeText(url);
  const status = button.parentElement.querySelector("[data-copied]");
  status.textContent = status.dataset.copied;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-share]");
  if (button) share(button);
});
offerSharing();
