/** Solves the proof of work that is required before a checkout in workers, then resubmits the form. */

const progress = document.getElementById("challenge-progress");
const form = document.getElementById(progress.dataset.form);
const challenge = JSON.parse(document.getElementById("challenge").textContent);
const count = Math.min(navigator.hardwareConcurrency || 2, 4);
const workers = [];
let tried = 0;
let running = count;

function stop() {
  for (const worker of workers) worker.terminate();
}

function fail() {
  stop();
  progress.hidden = true;
  document.getElementById("challenge-failed").hidden = false;
}

function finish(solution) {
  stop();
  progress.value = 1;
  form.elements.solution.value = btoa(JSON.stringify({ challenge, solution }));
  form.requestSubmit(form.querySelector("[data-pay]"));
}

function onMessage({ data }) {
  tried += data.tried;
  progress.value = Math.max(
    progress.value,
    Math.min(tried / challenge.parameters.data.difficulty, 0.98),
  );
  if (data.solution) finish(data.solution);
  else if (data.ended && --running === 0) fail();
}

document.getElementById("checkout-limit").focus();
if (globalThis.crypto?.subtle && globalThis.Worker) {
  progress.hidden = false;
  for (let start = 0; start < count; start += 1) {
    const worker = new Worker(new URL("./proof-of-work.worker.js", import.meta.url), {
      type: "module",
    });
    worker.addEventListener("message", onMessage);
    worker.addEventListener("error", fail);
    worker.postMessage({ parameters: challenge.parameters, start, step: count });
    workers.push(worker);
  }
} else fail();
