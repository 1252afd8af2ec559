/**
 * The booth's page. A name is stored on the phone first and sent afterwards; it is deleted from
 * the phone when the server has it.
 */

import { offerWithoutCantillation } from "../cantillation.js";
import { keepDraft } from "../draft.js";
import { attachKeyboard } from "../keyboard.js";
import { focusNextField } from "../names.js";
import {
  clear,
  field,
  fill,
  form,
  missingField,
  showLine,
  typedFields,
  typedLine,
} from "./form.js";
import { store, storedNames } from "./queue.js";
import { startSync, today } from "./sync.js";

const MISSING = { birth_date: "missing-birth-date", consent: "missing-consent" };
const SHOWN = 12; // names in the list below the form

const { community, worker } = form.dataset;
const notice = document.querySelector("[data-notice]");
const sent = []; // since the page was opened; the phone stores none of them
let correctedKey = null;

const message = (name) =>
  document.querySelector(`[data-message="${name}"]`).content.cloneNode(true);

function showNotice(name) {
  notice.hidden = !name;
  notice.dataset.about = name ?? "";
  notice.replaceChildren(...(name ? [message(name)] : []));
}

function hideNotice(...names) {
  if (names.includes(notice.dataset.about)) showNotice(null);
}

async function saveName(event) {
  event.preventDefault();
  const missing = missingField();
  if (missing) {
    showNotice(MISSING[missing.name] ?? "missing");
    missing.focus();
    return;
  }
  const fields = typedFields();
  const name = {
    key: correctedKey ?? crypto.randomUUID(),
    community,
    day: today(),
    enteredAt: Date.now(),
    fields,
    line: typedLine(),
  };
  form.inert = true; // what is typed before the name is stored would be cleared with it
  try {
    await store(name);
  } catch {
    showNotice("full"); // what was typed stays in the form
    return;
  } finally {
    form.inert = false;
  }
  hideNotice("missing", ...Object.values(MISSING), "full");
  correctedKey = null;
  draft.forget();
  clear(fields);
  await showNames();
  send();
}

async function showNames() {
  const stored = await storedNames(community);
  document.querySelector("[data-waiting]").hidden = !stored.length;
  document.querySelector("[data-waiting-count]").textContent = stored.length;
  const refused = stored.filter((name) => name.errors);
  const waiting = stored.filter((name) => !name.errors).reverse();
  const rows = [
    ...refused.map((name) => rowOf(name, "refused-name")),
    ...waiting.map((name) => rowOf(name, "waiting")),
    ...sent.map((name) => rowOf(name, "sent")),
  ];
  document.querySelector("[data-list]").replaceChildren(...rows.slice(0, refused.length + SHOWN));
  document.querySelector("[data-entered]").hidden = !rows.length;
}

function rowOf(name, state) {
  const item = document.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
  item.querySelector("[data-row-line]").textContent = name.line;
  const errors = Object.values(name.errors ?? {}).flat();
  item.querySelector("[data-row-state]").append(errors.length ? errors.join(" ") : message(state));
  const correct = item.querySelector("[data-correct]");
  correct.hidden = state !== "refused-name";
  correct.addEventListener("click", () => {
    correctedKey = name.key;
    fill(name.fields);
  });
  return item;
}

/** Store the page and its files on the phone, so that it opens without a network. */
async function storePage() {
  // Relative to the page, which is its scope: the page has an address in each language, and a bare one.
  const registration = await navigator.serviceWorker?.register(worker).catch(() => null);
  if (!registration) return;
  await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const ours = loaded.filter((address) => address.startsWith(`${location.origin}/static/`));
  registration.active.postMessage(ours);
}

const send = startSync({
  form,
  onTotal: (total) => {
    document.querySelector("[data-total]").textContent = total;
  },
  onSent: (name) => sent.unshift(name),
  onChange: showNames,
  onNotice: (name) => {
    if (name === "sent") hideNotice("offline", "signed-out");
    else showNotice(name);
  },
});

// The name that is being typed; those that were saved are in the queue.
const draft = keepDraft(form, { restored: showLine });

form.addEventListener("submit", saveName);
form.addEventListener("input", showLine);
form.addEventListener("change", (event) => {
  if (event.target.matches('[name="series"][data-age-rule]')) {
    form.elements.kind.value = "child"; // nobody else can be in that scroll
  }
  // A tap on a choice moves on to the name; the arrow keys of a keyboard do not.
  const tapped = event.target.name === "relation" && !event.target.matches(":focus-visible");
  if (tapped && !field("given_name").value) field("given_name").focus();
});
form.addEventListener("keydown", (event) => {
  const last = event.key === "Enter" && event.target === field("family_name");
  if (!last || event.isComposing) return focusNextField(event);
  event.preventDefault();
  const missing = missingField();
  if (missing?.name === "birth_date") missing.focus();
  else form.requestSubmit();
});
for (const toggle of form.querySelectorAll(".keyboard-toggle")) toggle.hidden = false;
attachKeyboard(form, document.getElementById("keyboard"), { follow: true });
offerWithoutCantillation(form, document.getElementById("without-cantillation"));

await showNames();
navigator.storage?.persist?.();
await storePage();
