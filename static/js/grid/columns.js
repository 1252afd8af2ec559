/** Says at once how many rows are ready with the columns that are chosen. */

const form = document.getElementById("columns");
const effect = document.getElementById("effect");
let asked = 0;

form.addEventListener("change", async () => {
  asked += 1;
  const own = asked;
  const body = new FormData(form);
  body.set("preview", "1");
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok || own !== asked) return;
  effect.textContent = (await answer.json()).message;
});
