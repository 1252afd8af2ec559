/** Names that wait on this phone until they have arrived; kept in IndexedDB. */

const opened = new Promise((resolve, reject) => {
  const opening = indexedDB.open("booth", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("names", { keyPath: "key" });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
opened.catch(() => {}); // whoever uses it hears of it

async function inTransaction(mode, work) {
  const database = await opened;
  return new Promise((resolve, reject) => {
    // What the form forgets must be on the disk, not on its way there.
    const transaction = database.transaction("names", mode, { durability: "strict" });
    const request = work(transaction.objectStore("names"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Keep a name; one of the same key is replaced. Rejects where the phone has no room. */
export const keep = (name) => inTransaction("readwrite", (names) => names.put(name));

/** Forget a name. */
export const forget = (key) => inTransaction("readwrite", (names) => names.delete(key));

/** The names of a community that wait, in the order in which they were taken. */
export async function waitingIn(community) {
  const names = await inTransaction("readonly", (all) => all.getAll());
  return names
    .filter((name) => name.community === community)
    .sort((one, other) => one.taken - other.taken);
}
