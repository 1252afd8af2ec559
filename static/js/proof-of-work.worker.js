/** One worker's share of the proof of work: it tries counters until a derived key has the prefix. */

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive({ nonce, salt, cost, keyLength }, counter) {
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations: cost };
  return hex(await crypto.subtle.deriveBits(algorithm, key, keyLength * 8));
}

self.addEventListener("message", async ({ data: { parameters, start, step } }) => {
  const task = { ...parameters, nonce: bytes(parameters.nonce), salt: bytes(parameters.salt) };
  let tried = 0;
  for (let counter = start; counter <= parameters.data.difficulty; counter += step) {
    const derivedKey = await derive(task, counter);
    tried += 1;
    if (derivedKey.startsWith(parameters.keyPrefix)) {
      self.postMessage({ tried, solution: { counter, derivedKey } });
      return;
    }
    if (tried === 20) {
      self.postMessage({ tried });
      tried = 0;
    }
  }
  self.postMessage({ tried, ended: true });
});
