/**
 * The line of a certificate. The server has the same rule in letters/names/; both pass the cases
 * of tests/same_rules/.
 */

import { strip } from "./strip.js";

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
  const given = strip(fields.given_name);
  const mother = strip(fields.mother_name);
  const father = strip(fields.father_name);
  const family = strip(fields.family_name);
  const parent = fields.departed ? father || mother : mother || father;
  if (!given && !parent && !family) return "";
  let words = [given];
  if (!given) words = [baby(fields.relation, parent), parent];
  else if (parent) words = [given, connective(fields.relation, given), parent];
  return [...words, family].filter(Boolean).join(" ");
}
