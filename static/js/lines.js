/**
 * Names on lines: read by the server while they are typed, shown as they will be printed, and added
 * to the list. A tap on a word moves it to the next part of the name; no letter is changed.
 */

import { currentToken } from "./csrf.js";
import { addName, lastFamily } from "./names.js";
import { printedLine } from "./printed-name.js";

const DELAY = 250; // milliseconds after the last key
const PARTS = ["given", "mother", "father", "family"];
const TEXTS = ["given_name", "mother_name", "father_name", "family_name"];

const wordsOf = ({ fields }) =>
  PARTS.flatMap((part, number) =>
    fields[TEXTS[number]]
      .split(/\s+/)
      .filter(Boolean)
      .map((text) => ({ part, text })),
  );

/** The fields again, of words that may have been moved. */
function joinWords(name) {
  PARTS.forEach((part, number) => {
    const words = name.words.filter((word) => word.part === part);
    name.fields[TEXTS[number]] = words.map(({ text }) => text).join(" ");
  });
}

export function readLines({ form, list, template, changed }) {
  const field = document.getElementById("id_lines");
  const shown = document.getElementById("read-names");
  const button = document.getElementById("read");
  let read = { text: "", names: [], unused: [], error: "" };
  let timer;

  function showName(name) {
    const item = document.getElementById("read-name").content.firstElementChild.cloneNode(true);
    const fields = { ...name.fields };
    if (!fields.relation) fields.mother_name = fields.father_name = "";
    item.querySelector("[data-line]").textContent = `${printedLine(fields)} ${fields.honorific}`;
    const words = item.querySelector(".name-words");
    for (const word of name.words) {
      const chip = document.createElement("button");
      chip.type = "button";
      const text = document.createElement("bdi");
      text.textContent = word.text;
      const part = document.createElement("span");
      part.textContent = field.dataset[word.above ? "above" : word.part];
      chip.append(text, part);
      chip.addEventListener("click", () => {
        if (word.above) name.words.splice(name.words.indexOf(word), 1);
        else word.part = PARTS[(PARTS.indexOf(word.part) + 1) % PARTS.length];
        joinWords(name);
        item.replaceWith(showName(name));
      });
      words.append(chip);
    }
    for (const note of name.notes) {
      const line = document.createElement("p");
      line.className = name.complete ? "hint" : "field-error";
      line.textContent = note;
      item.append(line);
    }
    return item;
  }

  function show() {
    const { names, unused, error } = read;
    shown.hidden = !names.length && !unused.length && !error;
    shown.querySelector("ol").replaceChildren(...names.map(showName));
    shown.querySelector("[data-unused]").hidden = !unused.length;
    shown.querySelector("[data-unused] bdi").textContent = unused.join("; ");
    shown.querySelector("[data-error]").hidden = !error;
    shown.querySelector("[data-error]").textContent = error;
  }

  async function ask() {
    const text = field.value;
    if (!text.trim()) {
      read = { text, names: [], unused: [], error: "" };
      show();
      return true;
    }
    const body = new URLSearchParams({ lines: text, csrfmiddlewaretoken: currentToken() ?? "" });
    try {
      const response = await fetch(field.dataset.url, { method: "POST", body });
      if (!response.ok) return false;
      const found = await response.json();
      if (field.value !== text) return false; // typed on meanwhile
      const above = lastFamily(list);
      for (const name of found.names) {
        name.words = wordsOf(name);
        if (above && !name.fields.family_name) {
          name.words.push({ part: "family", text: above, above: true });
        }
        joinWords(name);
      }
      read = { text, ...found };
      show();
      return true;
    } catch {
      return false; // no connection: the form itself still has the text, and the server reads it
    }
  }

  /** Put what was read into the list; false if it could not be read now. */
  async function add() {
    clearTimeout(timer);
    const seen = read.text === field.value;
    if (read.text !== field.value && !(await ask())) return false;
    if (!read.names.length) return !field.value.trim();
    for (const name of read.names) addName(list, template, name, { seen });
    field.value = "";
    read = { text: "", names: [], unused: read.unused, error: "" };
    show();
    grow();
    changed();
    return true;
  }

  function grow() {
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight + 2}px`;
  }

  field.addEventListener("input", () => {
    grow();
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    add();
  });
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (await add()) field.focus();
    else form.requestSubmit(button);
  });
  form.addEventListener("submit", async (event) => {
    if (!field.value.trim() || event.submitter === button) return;
    event.preventDefault();
    const clear = read.text === field.value && read.names.every((name) => !name.notes.length);
    const { submitter } = event;
    if ((await add()) && clear && !field.value.trim()) form.requestSubmit(submitter);
    else if (field.value.trim()) field.focus();
    else list.lastElementChild.querySelector("summary").focus();
  });
  if (field.value.trim()) ask();
  grow();
}
