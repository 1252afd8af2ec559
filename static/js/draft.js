/**
 * Keeps what is typed into a form in the tab (sessionStorage), so that a reload, a dropped tab or
 * the Back button loses nothing. Nothing of it is on the server or outlives the tab.
 *
 * A form says with data-draft of which kind its draft is, and with data-posted that the server has
 * just rendered what was sent, which is newer than the draft. The server answers a form that it
 * stored with the cookie draft_saved (see core/http/drafts.py).
 */

const PREFIX = "draft:";
const NEVER_KEPT =
  /^(csrfmiddlewaretoken|solution|shown_total|shown_postage|zone|action|draft)$|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
const DELAY = 200; // milliseconds after the last key

/** The tab's storage; null where the browser refuses it, as it does with cookies off. */
function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** Forget the drafts of a kind. */
export function forgetDrafts(kind) {
  const kept = storage();
  for (const key of Object.keys(kept ?? {})) {
    if (key.startsWith(`${PREFIX}${kind}:`)) kept.removeItem(key);
  }
}

/** The address without its language: in another one it is the same draft. */
function pageInAnyLanguage() {
  const prefix = `/${document.documentElement.lang}/`;
  const path = location.pathname;
  const query = new URLSearchParams(location.search);
  query.delete("language");
  const bare = path.startsWith(prefix) ? path.slice(prefix.length - 1) : path;
  return query.size ? `${bare}?${query}` : bare;
}

function read(key) {
  try {
    return JSON.parse(storage()?.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function typedFields(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !NEVER_KEPT.test(name),
  );
}

/** Whether no text is typed; choices alone are no draft. */
function isBlank(form) {
  const texts = "input:is([type=text], [type=email], [type=date], :not([type])), textarea";
  return ![...form.querySelectorAll(texts)].some((field) => field.value.trim());
}

/** Put the kept values into the fields of these names. */
function fill(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || NEVER_KEPT.test(field.name) || field.type === "file") continue;
    const kept = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = kept.includes(field.value);
    } else if (kept.length) field.value = kept[0];
  }
}

/** Of the cookie of the server: which draft it stored, and as what. */
function savedByServer() {
  const cookie = document.cookie.match(/(?:^|;\s*)draft_saved=([^;.]+)\.([^;]*)/);
  return { draft: cookie?.[1], as: cookie?.[2] };
}

function cameBack(event) {
  return event?.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

/**
 * Keep a draft of the form, and restore the one there is.
 *
 * `prepare(fields)` makes the form have the fields that are about to be filled, `restored()` runs
 * after that, and `goTo(as)` is the address to which Back leads once the server stored the form.
 * Returns `keep`, which keeps what is typed soon, and `forget`.
 */
export function keepDraft(form, { prepare = () => {}, restored = () => {}, goTo } = {}) {
  const key = `${PREFIX}${form.dataset.draft}:${pageInAnyLanguage()}`;
  const notice = document.querySelector("[data-draft-notice]");
  const posted = "posted" in form.dataset;
  const found = read(key);
  const id = found?.id ?? crypto.randomUUID();
  let waiting = null;

  const stopWaiting = () => {
    clearTimeout(waiting);
    waiting = null;
  };
  const forget = () => {
    stopWaiting();
    storage()?.removeItem(key);
    if (notice) notice.hidden = true;
  };
  const keep = () => {
    stopWaiting();
    if (isBlank(form)) return storage()?.removeItem(key);
    try {
      storage()?.setItem(key, JSON.stringify({ id, fields: typedFields(form) }));
    } catch {
      // The tab's storage is full: the form itself still has everything.
    }
  };
  const keepSoon = () => {
    stopWaiting();
    waiting = setTimeout(keep, DELAY);
  };
  const leaveForSaved = (event) => {
    const saved = savedByServer();
    if (!goTo || posted || saved.draft !== id || !saved.as || !cameBack(event)) return;
    location.replace(goTo(saved.as));
  };

  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "draft", value: id });
  form.append(field);
  if (found && savedByServer().draft === id && !savedByServer().as) forget();
  else if (found && !posted) {
    prepare(found.fields);
    fill(form, found.fields);
    restored();
    if (notice) notice.hidden = false;
  }
  if (posted) keep();
  leaveForSaved();

  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("submit", keep);
  addEventListener("pagehide", () => waiting && keep());
  addEventListener("pageshow", leaveForSaved);
  notice?.querySelector("[data-draft-discard]").addEventListener("click", () => {
    forget();
    location.replace(location.href);
  });
  return { keep: keepSoon, forget };
}
