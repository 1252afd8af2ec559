/**
 * The grid of a list: cells are saved when they are left, keys lead from cell to cell, a value is
 * filled down, several cells are pasted, and every change can be undone.
 */

import { currentToken } from "../csrf.js";
import {
  fieldAfterKey,
  fieldOf,
  fieldsBetween,
  isDirty,
  pasteTable,
  revert,
  rowOf,
  setValue,
  verticalNeighbour,
} from "./cells.js";
import { Saver } from "./saving.js";

const grid = document.getElementById("grid");
const summary = document.getElementById("summary");
const tools = grid.querySelector(".grid-tools");
const status = grid.querySelector(".grid-status");
const undoable = [];
const redoable = [];
let current = null;
let range = []; // of one column, in the order of the rows
let rangeEnd = null; // it was begun at `current`
let replacing = false;

const rowElement = (key) => document.getElementById(`row-${key}`);

const saver = new Saver({
  url: grid.dataset.edits,
  headers: {
    "Content-Type": "application/json",
    get "X-CSRFToken"() {
      return currentToken() ?? grid.querySelector('[name="csrfmiddlewaretoken"]').value;
    },
    "X-Shown": grid.dataset.shown,
  },
  versionOf: (row) => Number(rowElement(row).dataset.version),
  answered: show,
  stateChanged: (state) => {
    status.textContent = status.dataset[state];
  },
});

/** On a phone a row shows its line alone, and what is asked about it, until it is opened. */
function setOpen(row, isOpen) {
  row.toggleAttribute("data-open", isOpen);
  row.querySelector("[data-open-row]")?.setAttribute("aria-expanded", String(isOpen));
}

// Saving ---------------------------------------------------------------------

function save(fields) {
  for (const field of fields) {
    if (isDirty(field))
      saver.change(Number(rowOf(field).dataset.row), {
        fields: { [field.dataset.field]: field.value },
      });
  }
}

function show(answer, sent) {
  if (answer.rows) {
    const unsaved = new Set([...answer.conflicts, ...answer.refused]);
    for (const [key, html] of Object.entries(answer.rows)) {
      const own = sent.changes?.find((change) => change.row === Number(key));
      replaceRow(Number(key), html, own?.fields ?? {}, unsaved.has(Number(key)));
    }
    summary.innerHTML = answer.summary;
    remember(answer.edit, sent);
  }
  status.textContent = answer.message || status.dataset.saved;
}

function remember(edit, sent) {
  if (!edit) return;
  if (sent.undo && !sent.isRedo) redoable.push(edit);
  else undoable.push(edit);
  if (!sent.undo) redoable.length = 0;
}

/** Show a row as the server has it, without losing what was typed in it meanwhile. */
function replaceRow(key, html, sent, isUnsaved) {
  const old = rowElement(key);
  if (!old) return;
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const row = template.content.firstElementChild;
  for (const field of row.querySelectorAll("[data-field]")) keepTyped(old, field, sent, isUnsaved);
  row
    .querySelector("details")
    ?.toggleAttribute("open", Boolean(old.querySelector("details[open]")));
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const [start, end] = [focused?.selectionStart, focused?.selectionEnd];
  replacing = true;
  if ("open" in old.dataset) setOpen(row, true);
  old.replaceWith(row);
  replacing = false;
  if (!focused) return;
  const again = focused.dataset.field && fieldOf(row, focused.dataset.field);
  current = again || fieldOf(row, "given_name");
  current?.focus({ preventScroll: true });
  if (again instanceof HTMLInputElement && again.type === "text")
    again.setSelectionRange(start, end);
}

function keepTyped(old, field, sent, isUnsaved) {
  const name = field.dataset.field;
  const typed = fieldOf(old, name);
  if (!typed || !isDirty(typed)) return;
  const wasSent = name in sent && sent[name] === typed.value;
  if (wasSent && !isUnsaved) return;
  const theirs = field instanceof HTMLSelectElement ? field.selectedOptions[0].label : field.value;
  field.value = typed.value;
  if (wasSent && isDirty(field)) addNote(field, theirs);
}

/** What the list has, beside one's own text that was not saved. */
function addNote(field, theirs) {
  const note = document.createElement("p");
  const value = document.createElement("bdi");
  value.textContent = theirs || "—";
  note.className = "grid-note";
  note.append(`${status.dataset.theirs} `, value);
  field.after(note);
}

// Keys -----------------------------------------------------------------------

function moveTo(field) {
  setOpen(rowOf(field), true);
  field.focus();
  if (field instanceof HTMLInputElement) field.select();
}

function select(fields, end = null) {
  for (const field of range) field.closest("td")?.removeAttribute("data-selected");
  range = fields.length > 1 ? fields : [];
  rangeEnd = end;
  for (const field of range) field.closest("td")?.setAttribute("data-selected", "");
}

function extendRange(step) {
  const next = verticalNeighbour(grid, rangeEnd ?? current, step);
  if (next) select(fieldsBetween(grid, current, next), next);
}

/** Copy the first value of the range to the others; without a range to the next row. */
function fillDown() {
  if (!current) return;
  const next = verticalNeighbour(grid, current, 1);
  const fields = range.length ? range : [current, next];
  if (!fields[1]) return;
  for (const field of fields.slice(1)) setValue(field, fields[0].value);
  save(fields);
  if (!range.length) moveTo(next);
}

const tasks = {
  fill: fillDown,
  undo: () => saver.undo(() => undoable.pop(), false),
  redo: () => saver.undo(() => redoable.pop(), true),
};

function taskOfKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.code;
  if (key === "KeyD") return "fill";
  const changed = current && isDirty(current); // then the field's own undo is meant
  if (key === "KeyZ" && !changed) return event.shiftKey ? "redo" : "undo";
  return key === "KeyY" && !changed ? "redo" : null;
}

grid.addEventListener("keydown", (event) => {
  const field = event.target.closest("[data-field]");
  if (!field || event.isComposing) return;
  const task = taskOfKey(event);
  if (task) {
    event.preventDefault();
    tasks[task]();
    return;
  }
  if (event.shiftKey && ["ArrowDown", "ArrowUp"].includes(event.key) && field.type === "text") {
    event.preventDefault();
    extendRange(event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  if (event.key === "Escape") {
    revert(field);
    select([]);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const next = fieldAfterKey(grid, field, event);
  if (next || event.key === "Enter") event.preventDefault();
  if (next) {
    select([]);
    moveTo(next);
  } else if (event.key === "Enter") save([field]);
});

// Events ---------------------------------------------------------------------

grid.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-field]")) current = event.target;
});

grid.addEventListener("focusout", (event) => {
  if (!replacing && event.target.matches("[data-field]")) save([event.target]);
});

grid.addEventListener("change", (event) => {
  if (event.target.matches("select[data-field]")) save([event.target]);
});

grid.addEventListener("pointerdown", (event) => {
  const field = event.target.closest("[data-field]");
  if (!field) return;
  if (event.shiftKey && current && field.dataset.field === current.dataset.field) {
    event.preventDefault();
    select(fieldsBetween(grid, current, field), field);
  } else select([]);
});

grid.addEventListener("paste", (event) => {
  const field = event.target.closest(".grid-cell [data-field]");
  const text = event.clipboardData.getData("text/plain");
  if (!field || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  save(pasteTable(grid, field, text));
});

grid.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-tool]");
  if (tool) {
    tasks[tool.dataset.tool]();
    return;
  }
  const opener = event.target.closest("[data-open-row]");
  if (opener) {
    const row = opener.closest("tbody");
    setOpen(row, !("open" in row.dataset));
    return;
  }
  const accept = event.target.closest('button[name="accept"]');
  if (!accept) return;
  event.preventDefault();
  const [row, code] = accept.value.split(":");
  saver.change(Number(row), { accepted: [code] });
});

window.addEventListener("beforeunload", (event) => {
  if (saver.busy) event.preventDefault();
});

for (const button of grid.querySelectorAll("[data-plain]")) button.remove();
grid.querySelector(".name-grid").dataset.compact = "";
tools.hidden = false;
