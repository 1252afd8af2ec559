/** Caches the booth's page and its files, so that it opens without a network. */

const CACHE = "booth";
const NETWORK_TIMEOUT = 4_000; // ms, when there is a cached response

/** The page itself; it has no name of anybody in it. */
const page = self.registration.scope;
const isPage = (request) => request.mode === "navigate" && request.url.split("?")[0] === page;
const isStatic = (request) => new URL(request.url).pathname.startsWith("/static/");

async function cachePage(addresses) {
  const cache = await caches.open(CACHE);
  await cache.add(page);
  await Promise.all(
    addresses.map(async (address) => (await cache.match(address)) ?? cache.add(address)),
  );
}

async function fromNetwork(request, address) {
  const response = await fetch(request);
  const cache = await caches.open(CACHE);
  if (response.ok && !response.redirected) await cache.put(address, response.clone());
  // Somebody who left the community keeps no page; a redirect to the sign-in page goes through.
  else if (address === page && response.status === 404) await cache.delete(page);
  return response;
}

async function respond(request, address) {
  const cached = await caches.match(address, { cacheName: CACHE, ignoreVary: true });
  const fresh = fromNetwork(request, address);
  if (!cached) return fresh;
  const timeout = new Promise((resolve) => setTimeout(resolve, NETWORK_TIMEOUT, cached));
  return Promise.race([fresh.catch(() => cached), timeout]);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(cachePage(event.data)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (isPage(request)) event.respondWith(respond(request, page));
  else if (isStatic(request)) event.respondWith(respond(request, request.url));
});
