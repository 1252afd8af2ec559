/** The sum of a list, in whole minor units. The server has the same rule in payments/money.py. */

/** What to add to `net` so that `net` is left after the card fee; all BigInt. */
export function feeToCover(net, basisPoints, fixed) {
  const share = 10_000n - basisPoints;
  return ((net + fixed) * 10_000n + share - 1n) / share - net;
}

/** Minor units of an amount as typed, or null when it is not one. */
export function parseAmount(text, decimals) {
  const typed = text.trim().replaceAll(",", ".") || "0";
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(typed);
  if (!match) return null;
  const part = (match[2] ?? "").replace(/0+$/, "");
  if (part.length > decimals) return null;
  return BigInt(match[1] + part.padEnd(decimals, "0"));
}

/** Minor units as they are written: 123456n → $1,234.56. */
export function formatMoney(amount, { symbol, decimals }) {
  const digits = amount.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  return symbol + whole + (decimals ? `.${digits.slice(-decimals)}` : "");
}

/** The parts of the sum of `count` names; `offer` is the fee whether it is covered or not. */
export function totals({ price, count, coverFee, gift }) {
  const letters = BigInt(price.letter) * BigInt(count);
  const net = letters + gift;
  const offer = feeToCover(net, BigInt(price.fee_basis_points), BigInt(price.fee_fixed));
  const fee = coverFee ? offer : 0n;
  return { letters, gift, fee, offer, total: net + fee };
}
