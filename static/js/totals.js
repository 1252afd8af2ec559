/**
 * The total of a list, in minor units. The server has the same rules in payments/money.py; both
 * pass the cases of tests/same_rules/.
 */

import { strip } from "./strip.js";

/** What to add to `net` so that `net` is left after the card fee; all BigInt. */
export function feeToCover(net, basisPoints, fixed) {
  const share = 10_000n - basisPoints;
  return ((net + fixed) * 10_000n + share - 1n) / share - net;
}

/** The minor units of a typed amount, or null when it is not an amount of the currency. */
export function parseAmount(text, decimals) {
  const typed = strip(text).replaceAll(",", ".") || "0";
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(typed);
  if (!match) return null;
  const part = (match[2] ?? "").replace(/0+$/, "");
  if (part.length > decimals) return null;
  return BigInt(match[1] + part.padEnd(decimals, "0"));
}

/** Minor units as text: 123456n → $1,234.56. */
export function formatMoney(amount, { symbol, decimals }) {
  const digits = amount.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  return symbol + whole + (decimals ? `.${digits.slice(-decimals)}` : "");
}

/** The parts of the total of `count` names; `offer` is the fee whether or not it is covered. */
export function totals({ price, count, coverFee, gift }) {
  const letters = BigInt(price.letter) * BigInt(count);
  const net = letters + gift;
  const offer = net ? feeToCover(net, BigInt(price.fee_basis_points), BigInt(price.fee_fixed)) : 0n;
  const fee = coverFee ? offer : 0n;
  return { letters, gift, fee, offer, total: net + fee };
}
