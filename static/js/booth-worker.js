/** Keeps the booth's page and what it is made of, so that it opens without a network. */

const KEPT = "booth";
const PATIENCE = 4_000; // ms, where there is something kept

/** The page itself; no name of anybody is in it. */
const page = self.registration.scope;
const isPage = (request) => request.mode === "navigate" && request.url.split("?")[0] === page;
const isPart = (request) => new URL(request.url).pathname.startsWith("/static/");

async function keepParts(addresses) {
  const kept = await caches.open(KEPT);
  await kept.add(page);
  await Promise.all(
    addresses.map(async (address) => (await kept.match(address)) ?? kept.add(address)),
  );
}

async function fromNetwork(request, address) {
  const answer = await fetch(request);
  const kept = await caches.open(KEPT);
  if (answer.ok && !answer.redirected) await kept.put(address, answer.clone());
  // Who has no place here any more keeps no page either; a redirect to the sign-in passes on.
  else if (address === page && answer.status === 404) await kept.delete(page);
  return answer;
}

async function answer(request, address) {
  const kept = await caches.match(address, { cacheName: KEPT, ignoreVary: true });
  const fresh = fromNetwork(request, address);
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fresh.catch(() => kept), late]);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keepParts(event.data)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (isPage(request)) event.respondWith(answer(request, page));
  else if (isPart(request)) event.respondWith(answer(request, request.url));
});
