/** The cells of the grid: where the keys lead, what is saved in them, and ranges of a column. */

/** The fields of the grid that can be edited, by row. */
export const rowsOf = (grid) =>
  [...grid.querySelectorAll("tbody.grid-row")].filter((row) => row.querySelector("[data-field]"));

export const rowOf = (field) => field.closest("tbody.grid-row");

export const fieldOf = (row, name) => row.querySelector(`[data-field="${name}"]`);

/** What the server has in this field, as far as this page knows. */
export function savedValue(field) {
  if (field instanceof HTMLInputElement) return field.defaultValue;
  return [...field.options].find((option) => option.defaultSelected)?.value ?? "";
}

export const isDirty = (field) => field.value !== savedValue(field);

export function revert(field) {
  field.value = savedValue(field);
}

/** The field `step` rows below (above if negative) in the same column, if there is one. */
export function verticalNeighbour(grid, field, step) {
  const rows = rowsOf(grid);
  const row = rows[rows.indexOf(rowOf(field)) + step];
  return row ? fieldOf(row, field.dataset.field) : null;
}

function horizontalNeighbour(field, step) {
  const fields = [...rowOf(field).querySelectorAll(".grid-cell [data-field]")];
  return fields[fields.indexOf(field) + step] ?? null;
}

/** Whether the caret can't move further in the direction of an arrow key. */
function isAtEdge(field, toTheRight) {
  if (field instanceof HTMLSelectElement) return true;
  if (field.selectionStart !== field.selectionEnd) return false;
  const rightToLeft = getComputedStyle(field).direction === "rtl";
  return field.selectionStart === (toTheRight !== rightToLeft ? field.value.length : 0);
}

/** The field to which a key leads, or null where the key has its own meaning in the field. */
export function fieldAfterKey(grid, field, event) {
  const { key, shiftKey } = event;
  if (key === "Enter") return verticalNeighbour(grid, field, shiftKey ? -1 : 1);
  if (shiftKey) return null;
  const isText = field instanceof HTMLInputElement;
  if (key === "ArrowDown" && isText) return verticalNeighbour(grid, field, 1);
  if (key === "ArrowUp" && isText) return verticalNeighbour(grid, field, -1);
  if (key !== "ArrowLeft" && key !== "ArrowRight") return null;
  const toTheRight = key === "ArrowRight";
  if (!isAtEdge(field, toTheRight)) return null;
  const rightToLeft = getComputedStyle(grid).direction === "rtl";
  return horizontalNeighbour(field, toTheRight !== rightToLeft ? 1 : -1);
}

/** The fields of one column between two, in the order of the rows. */
export function fieldsBetween(grid, first, last) {
  const rows = rowsOf(grid);
  const ends = [rows.indexOf(rowOf(first)), rows.indexOf(rowOf(last))].sort((a, b) => a - b);
  return rows.slice(ends[0], ends[1] + 1).map((row) => fieldOf(row, first.dataset.field));
}

/** Set a field to a text as it is typed or pasted; a choice takes its value or its label. */
export function setValue(field, text) {
  if (field instanceof HTMLInputElement) {
    field.value = text;
    return;
  }
  const wanted = text.trim().toLocaleLowerCase();
  const options = [...field.options];
  const found = options.find(
    ({ value, label }) => value === wanted || label.toLocaleLowerCase() === wanted,
  );
  if (found) field.value = found.value;
}

/** Put the cells of a copied table into the fields from `field` on; returns those fields. */
export function pasteTable(grid, field, text) {
  const rows = rowsOf(grid);
  const first = rows.indexOf(rowOf(field));
  const names = [...rows[first].querySelectorAll(".grid-cell [data-field]")].map(
    (each) => each.dataset.field,
  );
  const start = names.indexOf(field.dataset.field);
  const changed = [];
  for (const [down, line] of text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .entries()) {
    const row = rows[first + down];
    if (!row) break;
    for (const [across, cell] of line.split("\t").entries()) {
      const target = names[start + across] && fieldOf(row, names[start + across]);
      if (!target) break;
      setValue(target, cell.trim());
      changed.push(target);
    }
  }
  return changed;
}
