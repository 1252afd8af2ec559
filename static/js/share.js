/** A button that offers the device's share sheet, or copies the address when there is none. */

/** Show the buttons: without this script they do nothing, so they are hidden at first. */
export function showShareButtons() {
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
showShareButtons();
