/** Python's str.strip, so that the page trims exactly what the server trims. */

// String.trim has another list: it removes U+FEFF, and not U+001C to U+001F and U+0085.
const SPACE =
  "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const EDGES = new RegExp(`^${SPACE}|${SPACE}$`, "g");

export const strip = (text) => (text ?? "").replace(EDGES, "");
