/**
 * Sends changes of rows one request after another, and again while there is no connection or the
 * session has ended.
 *
 * What is not sent yet is merged by row; the version of a row is read when it is sent, so that one's
 * own changes never conflict with each other.
 */

const FIRST_RETRY = 2000;
const LAST_RETRY = 30000;

export class Saver {
  #pending = new Map();
  #undo = [];
  #running = false;
  #delay = FIRST_RETRY;
  #timer = 0;
  #failure = "failed";

  /**
   * `answered(answer, sent)` and `stateChanged("saving" | "saved" | "failed" | "signedOut")` are
   * called.
   */
  constructor({ url, headers, versionOf, answered, stateChanged }) {
    Object.assign(this, { url, headers, versionOf, answered, stateChanged });
    window.addEventListener("online", () => this.#run());
    window.addEventListener("focus", () => this.#run()); // perhaps after signing in elsewhere
  }

  get busy() {
    return this.#running || this.#pending.size > 0 || this.#undo.length > 0;
  }

  /** Save fields of a row, or accept codes of what is asked about it. */
  change(row, { fields = {}, accepted = [] }) {
    const merged = this.#pending.get(row) ?? { fields: {}, accepted: [] };
    Object.assign(merged.fields, fields);
    merged.accepted.push(...accepted);
    this.#pending.set(row, merged);
    queueMicrotask(() => this.#run());
  }

  /** Undo the edit that `lastEdit()` gives once everything that was changed before is saved. */
  undo(lastEdit, isRedo) {
    this.#undo.push({ lastEdit, isRedo });
    this.#run();
  }

  #next() {
    if (this.#pending.size === 0) return this.#nextUndo();
    const changes = [...this.#pending].map(([row, change]) => ({
      row,
      version: this.versionOf(row),
      ...change,
    }));
    return { changes };
  }

  #nextUndo() {
    for (let asked = this.#undo.shift(); asked; asked = this.#undo.shift()) {
      const undo = asked.undo ?? asked.lastEdit();
      if (undo) return { undo, isRedo: asked.isRedo };
    }
    return null;
  }

  async #run() {
    if (this.#running) return;
    clearTimeout(this.#timer);
    this.#running = true;
    for (let sent = this.#next(); sent; sent = this.#next()) {
      this.stateChanged("saving");
      const waiting = new Map(this.#pending);
      if (sent.changes) this.#pending.clear();
      const answer = await this.#send(sent);
      if (answer === null) {
        this.#putBack(sent, waiting);
        break;
      }
      this.#delay = FIRST_RETRY;
      this.answered(answer, sent);
    }
    this.#running = false;
  }

  async #send(sent) {
    this.#failure = "failed";
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: this.headers,
        body: JSON.stringify(sent),
        redirect: "manual", // to the page for signing in
      });
      if (response.type === "opaqueredirect") this.#failure = "signedOut";
      if (response.ok || response.status === 409) return await response.json();
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    }
    return null;
  }

  /** What could not be sent waits again; what was typed meanwhile is newer. */
  #putBack(sent, waiting) {
    if (sent.undo) this.#undo.unshift(sent);
    for (const [row, change] of waiting) {
      const newer = this.#pending.get(row);
      this.#pending.set(row, {
        fields: { ...change.fields, ...newer?.fields },
        accepted: [...change.accepted, ...(newer?.accepted ?? [])],
      });
    }
    this.stateChanged(this.#failure);
    this.#timer = setTimeout(() => this.#run(), this.#delay);
    this.#delay = Math.min(2 * this.#delay, LAST_RETRY);
  }
}
