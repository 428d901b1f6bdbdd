// What the service worker keeps, for pages to read: see sw.js.

const lang = document.documentElement.lang;

/** A kept page in the reader's language, as a document that runs nothing; null if it is not kept. */
export async function keptPage(path) {
  const reply = await keptFile(path + "?lang=" + lang);
  return reply ? new DOMParser().parseFromString(await reply.text(), "text/html") : null;
}

/** A kept file; undefined if it is not kept. */
export async function keptFile(address) {
  return self.caches ? caches.match(address, { ignoreVary: true }) : undefined;
}

/** The kept drills in the reader's language. */
export async function keptDrills() {
  const reply = await keptFile("/offline/drills?lang=" + lang);
  return reply ? reply.json() : [];
}

/** Cards as they stand in the list of all cards, by their ids; those that are not kept are left out. */
export async function keptCards(ids) {
  const list = await keptPage("/cards");
  if (!list) return [];
  return ids.map((id) => list.querySelector('a.near-card[href="/cards/' + CSS.escape(id) + '"]')).filter(Boolean)
    .map((card) => document.importNode(card, true));
}
