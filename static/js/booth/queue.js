/** Names that are on this phone until the server has them; stored in IndexedDB. */

const database = new Promise((resolve, reject) => {
  const opening = indexedDB.open("booth", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("names", { keyPath: "key" });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
database.catch(() => {}); // each caller gets the rejection

async function inTransaction(mode, operation) {
  const opened = await database;
  return new Promise((resolve, reject) => {
    // The form is cleared next: the name must be on the disk, not on its way there.
    const transaction = opened.transaction("names", mode, { durability: "strict" });
    const request = operation(transaction.objectStore("names"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Store a name, in place of one of the same key. Rejects when the phone has no space. */
export const store = (name) => inTransaction("readwrite", (names) => names.put(name));

/** Delete a name. */
export const remove = (key) => inTransaction("readwrite", (names) => names.delete(key));

/** The stored names of a community, oldest first. */
export async function storedNames(community) {
  const names = await inTransaction("readonly", (all) => all.getAll());
  return names
    .filter((name) => name.community === community)
    .sort((one, other) => one.enteredAt - other.enteredAt);
}
