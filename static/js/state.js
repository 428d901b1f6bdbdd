// What the service worker remembers, in a cache of its own, where pages read it: see sw.js.

const STATE = "state";

/** Reads what is remembered under a name; null if there is nothing, or no service worker. */
export async function remembered(name) {
  if (!self.caches) return null;
  const kept = await (await caches.open(STATE)).match("/state/" + name);
  return kept ? kept.json() : null;
}

/** Remembers something under a name. */
export async function remember(name, value) {
  await (await caches.open(STATE)).put("/state/" + name, new Response(JSON.stringify(value)));
}

/**
 * The deposit of who is signed in, under which answers without a line count; null if there is nobody, or if the tablet has lain
 * idle for so long that nobody can tell who holds it.
 */
export async function currentDeposit() {
  const kept = await remembered("deposit");
  if (!kept) return null;
  const seen = await remembered("seen");
  const last = Math.max(kept.at, seen && seen.deposit === kept.deposit ? seen.at : 0);
  return Date.now() - last < kept.idle * 1000 ? kept : null;
}

/** Notes that who is signed in has just done something. */
export async function seeDeposit({ deposit }) {
  await remember("seen", { deposit, at: Date.now() });
}
