/** Sends the stored names to the server, one after the other. */

import { remove, store, storedNames } from "./queue.js";

const RETRY_INTERVAL = 10_000; // ms
const REQUEST_TIMEOUT = 20_000; // ms

/** The day where the phone is, as 2026-11-23. */
export function today() {
  const now = new Date();
  const padded = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${padded(now.getMonth() + 1)}-${padded(now.getDate())}`;
}

/**
 * Returns a function that sends what is stored; it also runs when the network is back, when the
 * page is shown again, and every ten seconds.
 *
 * `onTotal` gets the day's total, `onSent` each name that was accepted, `onChange` is called after
 * each attempt, and `onNotice` gets "offline", "signed-out" or "refused", and "sent" when a name
 * went through.
 */
export function startSync({ form, onTotal, onSent, onChange, onNotice }) {
  const { community, state } = form.dataset;
  let token = form.elements.csrfmiddlewaretoken.value;
  let sending = false;

  function post({ key, day, fields }) {
    return fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new URLSearchParams({ ...fields, idempotency_key: key, day }),
      redirect: "manual", // to the sign-in page
      signal: AbortSignal.timeout(REQUEST_TIMEOUT),
    });
  }

  /** Fetch the day's total and a valid CSRF token; returns whether we are signed in. */
  async function refresh() {
    const response = await fetch(`${state}?day=${today()}`, {
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT),
    });
    if (!response.ok) return false;
    const answer = await response.json();
    token = answer.token;
    onTotal(answer.total);
    return true;
  }

  /** Send one name; returns whether the next may follow. */
  async function sendOne(name) {
    let response = await post(name);
    // A page from the cache may have an old token.
    if (response.status === 403 && (await refresh())) response = await post(name);
    if (response.status === 201) {
      onTotal((await response.json()).total);
      onSent(name);
      await remove(name.key);
    } else if (response.status === 422) {
      await store({ ...name, errors: (await response.json()).errors });
      onNotice("refused");
    } else {
      const signedOut = response.type === "opaqueredirect" || [403, 404].includes(response.status);
      onNotice(signedOut ? "signed-out" : "offline");
      return false;
    }
    return true;
  }

  async function nextToSend() {
    return (await storedNames(community)).find((name) => !name.errors);
  }

  async function send() {
    if (sending) return;
    sending = true;
    try {
      for (let name = await nextToSend(); name; name = await nextToSend()) {
        const mayContinue = await sendOne(name);
        await onChange();
        if (!mayContinue) return;
        onNotice("sent");
      }
    } catch {
      onNotice("offline"); // it may have arrived: it is sent again under the same key
    } finally {
      sending = false;
    }
  }

  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(send, RETRY_INTERVAL);
  refresh()
    .catch(() => {})
    .finally(send);
  return send;
}
