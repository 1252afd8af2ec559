/** A booth: a name is kept on the phone first and sent after; it leaves the phone once it arrived. */

import { closeKeyboard, offerKeyboard } from "./keyboard.js";
import { printedLine } from "./line.js";
import { fieldsOf, goOn, isBlank } from "./names.js";
import { forget, keep, waitingIn } from "./waiting.js";

const SHOWN = 12; // names in the list below
const AGAIN = 10_000; // ms until what waits is tried again
const PATIENCE = 20_000; // ms for an answer
const PARENTS = ["mother_name", "father_name", "family_name"];

const form = document.getElementById("booth");
const { community, state, worker } = form.dataset;
const notice = document.querySelector("[data-notice]");
const sent = []; // of this visit; the phone remembers none of them
let token = form.elements.csrfmiddlewaretoken.value;
let before = null;
let mending = null;
let sending = false;

const says = (name) => document.querySelector(`[data-says="${name}"]`).content.cloneNode(true);
const field = (name) => form.querySelector(`[data-part="${name}"]`);

function say(name) {
  notice.hidden = !name;
  notice.dataset.about = name ?? "";
  notice.replaceChildren(...(name ? [says(name)] : []));
}

/** The day where the phone is, as 2026-11-23. */
function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function showTotal(total) {
  document.querySelector("[data-total]").textContent = total;
}

// What was typed ----------------------------------------------------------

function typed() {
  const fields = Object.fromEntries(new FormData(form));
  for (const own of ["csrfmiddlewaretoken", "key", "day"]) delete fields[own];
  return fields;
}

function showLine() {
  const fields = fieldsOf(form);
  form.querySelector("[data-line]").textContent = printedLine(fields);
  form.querySelector("[data-honorific]").textContent = fields.departed
    ? field("honorific").value
    : "";
}

/** The first field without which no line can be printed, or nothing. */
function missing() {
  const { kind, relation, given_name, mother_name, father_name } = typed();
  if (!relation) return field("relation");
  if (kind !== "baby" && !given_name.trim()) return field("given_name");
  return mother_name.trim() || father_name.trim() ? null : field("mother_name");
}

function clear() {
  const { kind } = typed(); // a classroom has children, one after the other
  closeKeyboard();
  form.reset();
  for (const text of form.querySelectorAll("input:not([type=radio], [type=checkbox], [type=hidden])")) {
    text.value = "";
  }
  for (const radio of form.querySelectorAll('[name="relation"]')) radio.checked = false;
  form.querySelector(`[name="kind"][value="${kind}"]`).checked = true;
  form.querySelector("details").open = false;
  form.querySelector(".name-form-copy").hidden = !before;
  mending = null;
  showLine();
  form.scrollIntoView({ block: "start" });
  field("relation").focus({ preventScroll: true });
}

function fill(fields) {
  for (const [name, value] of Object.entries(fields)) {
    const element = form.elements[name];
    if (!element) continue;
    if (element.type === "checkbox") element.checked = true;
    else element.value = value;
  }
  form.querySelector("details").open = true;
  showLine();
  field("given_name").focus();
}

async function take(event) {
  event.preventDefault();
  const lacking = missing();
  if (lacking) {
    say("missing");
    return lacking.focus();
  }
  const fields = typed();
  const name = {
    key: mending ?? crypto.randomUUID(),
    community,
    day: today(),
    taken: Date.now(),
    fields,
    line: printedLine(fieldsOf(form)),
  };
  try {
    await keep(name);
  } catch {
    return say("full"); // what was typed stays in the form
  }
  if (["missing", "full"].includes(notice.dataset.about)) say(null);
  before = fields;
  clear();
  await show();
  send();
}

// What waits --------------------------------------------------------------

async function show() {
  const waiting = await waitingIn(community);
  const count = document.querySelector("[data-waiting]");
  count.hidden = !waiting.length;
  document.querySelector("[data-waiting-count]").textContent = waiting.length;
  const wrong = waiting.filter((name) => name.errors);
  const still = waiting.filter((name) => !name.errors).reverse();
  const rows = [
    ...wrong.map((name) => row(name, "wrong")),
    ...still.map((name) => row(name, "waits")),
    ...sent.map((name) => row(name, "sent")),
  ];
  document.querySelector("[data-list]").replaceChildren(...rows.slice(0, wrong.length + SHOWN));
  document.querySelector("[data-taken]").hidden = !rows.length;
}

function row(name, how) {
  const item = document.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
  item.querySelector("[data-row-line]").textContent = name.line;
  const errors = Object.values(name.errors ?? {}).flat();
  item.querySelector("[data-row-state]").append(errors.length ? errors.join(" ") : says(how));
  const mend = item.querySelector("[data-mend]");
  mend.hidden = how !== "wrong";
  mend.addEventListener("click", () => {
    mending = name.key;
    fill(name.fields);
  });
  return item;
}

async function post({ key, day, fields }) {
  return fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body: new URLSearchParams({ ...fields, key, day }),
    redirect: "manual", // to the sign-in
    signal: AbortSignal.timeout(PATIENCE),
  });
}

/** Whether the site knows us, with the day's count and a token that is good now. */
async function ask() {
  const answer = await fetch(`${state}?day=${today()}`, {
    headers: { Accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!answer.ok) return false;
  const told = await answer.json();
  token = told.token;
  showTotal(told.total);
  return true;
}

/** Send one name; returns whether the next may follow. */
async function sendOne(name) {
  let answer = await post(name);
  // The token of a page that was kept may be an old one.
  if (answer.status === 403 && (await ask())) answer = await post(name);
  if (answer.status === 201) {
    showTotal((await answer.json()).total);
    sent.unshift(name);
    await forget(name.key);
  } else if (answer.status === 422) {
    await keep({ ...name, errors: (await answer.json()).errors });
    say("refused");
  } else {
    const out = answer.type === "opaqueredirect" || [403, 404].includes(answer.status);
    say(out ? "signed-out" : "offline");
    return false;
  }
  return true;
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    let next;
    while ((next = (await waitingIn(community)).find((name) => !name.errors))) {
      const goes = await sendOne(next);
      await show();
      if (!goes) return;
      if (["offline", "signed-out"].includes(notice.dataset.about)) say(null);
    }
  } catch {
    say("offline"); // it may have arrived: it is sent again under its key
  } finally {
    sending = false;
  }
}

// The page ----------------------------------------------------------------

form.addEventListener("submit", take);
form.addEventListener("input", showLine);
form.addEventListener("change", (event) => {
  // A choice by a tap goes on by itself; arrows of a keyboard pass over it.
  const tapped = event.target.name === "relation" && !event.target.matches(":focus-visible");
  if (tapped && !field("given_name").value) field("given_name").focus();
});
form.addEventListener("keydown", (event) => {
  const last = event.key === "Enter" && event.target === field("family_name");
  if (!last || event.isComposing) return goOn(event);
  event.preventDefault();
  form.requestSubmit();
});
form.querySelector("[data-copy]").addEventListener("click", () => {
  for (const name of PARENTS) field(name).value = before[name];
  form.querySelector(".name-form-copy").hidden = true;
  showLine();
  field("given_name").focus();
});
for (const toggle of form.querySelectorAll(".keyboard-toggle")) toggle.hidden = false;
offerKeyboard(form, document.getElementById("keyboard"), { follow: true });

addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.hidden || send());
setInterval(send, AGAIN);

await show();
navigator.storage?.persist?.();
ask().catch(() => {}).finally(send);

const registration = await navigator.serviceWorker?.register(worker).catch(() => null);
if (registration) {
  await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const own = loaded.filter((address) => address.startsWith(`${location.origin}/static/`));
  registration.active.postMessage(own);
}
