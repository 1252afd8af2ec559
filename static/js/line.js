/** The line of a certificate. The server has the same rule in letters/names.py. */

// The space that the server trims: a little less than what String.trim takes.
const EDGE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const EDGES = new RegExp(`^${EDGE}|${EDGE}$`, "g");

const trimmed = (text) => (text ?? "").replace(EDGES, "");
const isHebrew = (text) => /[א-ת]/.test(text);

function connective(relation, given) {
  if (!isHebrew(given)) return relation;
  return relation === "ben" ? "בן" : "בת";
}

function baby(relation, parent) {
  if (!isHebrew(parent)) return parent ? "Baby of" : "Baby";
  return relation === "ben" ? "תינוק בן" : "תינוקת בת";
}

/**
 * Fields are joined by single spaces; inside a field nothing is changed.
 *
 * Takes the fields of the form: given_name, relation ("ben" or "bas"), mother_name,
 * father_name, family_name and departed (true or false).
 */
export function printedLine(fields) {
  const given = trimmed(fields.given_name);
  const mother = trimmed(fields.mother_name);
  const father = trimmed(fields.father_name);
  const family = trimmed(fields.family_name);
  const parent = fields.departed ? father || mother : mother || father;
  if (!given && !parent && !family) return "";
  let words = [given];
  if (!given) words = [baby(fields.relation, parent), parent];
  else if (parent) words = [given, connective(fields.relation, given), parent];
  return [...words, family].filter(Boolean).join(" ");
}
