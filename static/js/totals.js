/**
 * The total of a list, in minor units. The server has the same rules in core/amounts/money.py and
 * payments/card_fee.py; both pass the cases of tests/same_rules/.
 */

import { strip } from "./strip.js";

// Separators of digits: a comma or a point may be either, the rest only one of the two.
const SAME = { "\u060c": ",", "\u2019": "'", "\u02bc": "'" };
const SEPARATOR = "[ \\u00a0\\u2009\\u202f'\\u2019\\u02bc\\u066c\\u066b,.\\u060c]";
const NUMBER = new RegExp(`^[0-9]+(?:${SEPARATOR}[0-9]+)*$`);
const INVISIBLE = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g;
const ZEROS = [0x660, 0x6f0, 0x966, 0xff10];
const DECIMAL_ONLY = "\u066b";
const MAX_DIGITS = 12;

/** What to add to `net` so that `net` is left after the card fee; all BigInt. */
export function feeToCover(net, basisPoints, fixed, step = 1n) {
  const share = 10_000n - basisPoints;
  const fee = ((net + fixed) * 10_000n + share - 1n) / share - net;
  return ((fee + step - 1n) / step) * step;
}

/**
 * Every way to read a typed amount in minor units, the larger first: none when it is no amount of
 * the currency, two when a comma or a point before three last digits can be either separator (2,500).
 */
export function readAmount(text, currency) {
  const typed = withoutSymbol(strip((text ?? "").replace(INVISIBLE, "")), currency.symbols);
  if (!typed) return [0n];
  const found = readings(withAsciiDigits(typed), currency);
  return [...new Set(found)].sort((a, b) => (a < b ? 1 : -1));
}

function withoutSymbol(typed, symbols) {
  for (const symbol of symbols) {
    if (typed.slice(0, symbol.length).toLowerCase() === symbol)
      return strip(typed.slice(symbol.length));
    if (typed.slice(-symbol.length).toLowerCase() === symbol)
      return strip(typed.slice(0, -symbol.length));
  }
  return typed;
}

function withAsciiDigits(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const zero = ZEROS.find(
      (zero) => digit.codePointAt(0) - zero >= 0 && digit.codePointAt(0) - zero < 10,
    );
    return zero === undefined ? digit : String(digit.codePointAt(0) - zero);
  });
}

function readings(text, currency) {
  if (!NUMBER.test(text)) return [];
  const runs = text.match(/[0-9]+/g);
  const separators = (text.match(/[^0-9]/g) ?? []).map(
    (separator) => SAME[separator] ?? (/[\u00a0\u2009\u202f]/.test(separator) ? " " : separator),
  );
  const grouped = areGroups(runs, separators);
  const found = grouped ? minorUnits(runs.join(""), "", currency) : [];
  const last = separators.at(-1);
  if (
    !last ||
    !`,.${DECIMAL_ONLY}`.includes(last) ||
    separators.indexOf(last) < separators.length - 1
  ) {
    return found;
  }
  if (grouped && currency.decimals) return [...found, rounded(runs[0] + runs[1], currency)];
  if (!areGroups(runs.slice(0, -1), separators.slice(0, -1))) return found;
  return [...found, ...minorUnits(runs.slice(0, -1).join(""), runs.at(-1), currency)];
}

/** Whether the runs are a whole number, alone or in groups of three (or of two in India). */
function areGroups(runs, separators) {
  if (!separators.length) return true;
  if (new Set(separators).size > 1 || separators.includes(DECIMAL_ONLY)) return false;
  const first = runs[0];
  if (first.startsWith("0") || runs.at(-1).length !== 3) return false;
  const middle = runs.slice(1, -1);
  const indian = separators[0] === "," && middle.length > 0 && first.length <= 2;
  if (indian && middle.every((run) => run.length === 2)) return true;
  return first.length <= 3 && middle.every((run) => run.length === 3);
}

/** The nearest amount that the currency has to so many thousandths, the half upwards. */
function rounded(thousandths, { exponent, step }) {
  const unit = BigInt(step) * 10n ** BigInt(3 - exponent);
  return ((2n * BigInt(thousandths) + unit) / (2n * unit)) * BigInt(step);
}

function minorUnits(whole, typed, { exponent, step }) {
  const fraction = typed.replace(/0+$/, "");
  if (whole.length > MAX_DIGITS || fraction.length > exponent) return [];
  const amount = BigInt(whole + fraction.padEnd(exponent, "0"));
  return amount % BigInt(step) === 0n ? [amount] : [];
}

/** Minor units as text: 123456n → $1,234.56. */
export function formatMoney(amount, { symbol, decimals, exponent }) {
  const minor = amount.toString().padStart(exponent + 1, "0");
  const whole = minor.slice(0, minor.length - exponent).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = minor.slice(minor.length - exponent);
  const shown = /[1-9]/.test(fraction.slice(decimals)) ? fraction : fraction.slice(0, decimals);
  return symbol + whole + (shown ? `.${shown}` : "");
}

/** The price of posting to a country in minor units; null if nothing is posted there, or it is "". */
export function postageFor(prices, country) {
  return country ? (prices[country] ?? prices[""] ?? null) : null;
}

/** The parts of the total of `count` names; `offer` is the fee whether or not it is covered. */
export function totals({ price, count, coverFee, gift, postage = 0n }) {
  const letters = BigInt(price.letter) * BigInt(count);
  const net = letters + gift;
  const [share, fixed] = [BigInt(price.fee_basis_points), BigInt(price.fee_fixed)];
  const offer = net ? feeToCover(net, share, fixed, BigInt(price.step)) : 0n;
  const fee = coverFee ? offer : 0n;
  return { letters, gift, fee, offer, postage, total: net + fee + postage };
}
