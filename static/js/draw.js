/** Recomputes the hashes of a draw in the browser. */

const form = document.querySelector(".draw-check");
const sha256 = async (text) => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
if (form && globalThis.crypto?.subtle) {
  const seed = document.querySelector("#seed").textContent;
  const fingerprint = document.querySelector("#fingerprint").textContent;
  const verdict = form.querySelector("[data-good]");
  const work = async () => {
    form.querySelector("output").textContent = await sha256(seed + form.place.value);
    const good = (await sha256(seed)) === fingerprint;
    verdict.textContent = good ? verdict.dataset.good : verdict.dataset.bad;
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.place.addEventListener("input", work);
  work();
}
