// The service worker: pages that are open to everybody are there without a line. It is served at /sw.js and belongs to no module,
// for browsers of 2020. What it keeps it asks for without credentials, so that nothing of a person is ever kept.
"use strict";

const STATE = "state"; // the cache for what it remembers, see state.js
const BOOK = "book-"; // how the names of the caches begin that hold an edition
const PATIENCE = 3000; // ms that a page may take where there is a kept one
const LOOK_EVERY = 60000; // ms between two looks for a new edition
const AT_ONCE = 4; // requests at a time, so that an old tablet stays usable

const state = {
  async get(key) {
    const kept = await (await caches.open(STATE)).match("/state/" + key);
    return kept ? kept.json() : null;
  },
  async set(key, value) {
    const cache = await caches.open(STATE);
    if (value === null) await cache.delete("/state/" + key);
    else await cache.put("/state/" + key, new Response(JSON.stringify(value)));
  },
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(hear(event.data)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || request.headers.get("Accept") === "text/event-stream") return;
  if (request.mode === "navigate") event.respondWith(navigate(event, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (owed !== false) event.respondWith(afterHandOver(request));
});

// A file's address holds a checksum: what is kept under it is what the server would send.
async function file(request) {
  return (await caches.match(request.url, { ignoreVary: true })) || fetch(request);
}

async function navigate(event, url) {
  const { request } = event;
  const leaving = request.method === "POST" && (url.pathname === "/hand-over" || url.pathname === "/sign-out");
  if (leaving) await leave();
  else if (!(await settled())) return keptPage(url);
  const spare = request.method === "GET" ? await find(url.pathname, url) : undefined;
  try {
    const reply = await inTime(fetch(request), spare);
    if (reply.status >= 500 && spare) return spare;
    if (leaving && ended(reply)) await owe(false);
    await note(reply);
    event.waitUntil(look());
    return reply;
  } catch {
    return leaving ? Response.redirect("/", 303) : keptPage(url);
  }
}

// Gives up on a slow line where there is a page to show instead.
function inTime(reply, spare) {
  if (!spare) return reply;
  return Promise.race([reply, new Promise((_, no) => setTimeout(no, PATIENCE))]);
}

// The kept page of a path, in the language asked for or used last.
async function find(path, url) {
  const book = await state.get("book");
  if (!book) return undefined;
  const asked = url.searchParams.get("lang");
  const lang = [asked, await state.get("lang"), ...book.languages].find((one) => book.languages.includes(one));
  return (await caches.open(BOOK + book.version)).match(path + "?lang=" + lang, { ignoreVary: true });
}

// What is shown of an address without a line.
async function keptPage(url) {
  const asked = url.searchParams.get("lang");
  const book = await state.get("book");
  if (book && book.languages.includes(asked)) await state.set("lang", asked);
  const instead = url.pathname.startsWith("/practice/") ? "/practice/offline" : "/offline";
  return (await find(url.pathname, url)) || (await find(instead, url)) || Response.error();
}

// A page asks to look for a new edition. The first page of all came without the worker, which learns its language here.
async function hear({ lang }) {
  if (!(await state.get("lang"))) await state.set("lang", lang);
  await look();
}

// Remembers the reader's language and, for answers without a line, whose they are.
async function note(reply) {
  if (reply.status !== 200) return;
  const lang = reply.headers.get("Content-Language");
  if (lang && lang !== (await state.get("lang"))) await state.set("lang", lang);
  const deposit = reply.headers.get("Clerkcoach-Deposit");
  if (deposit === "none") await state.set("deposit", null);
  else if (deposit) {
    const [given, idle] = deposit.split(" ");
    await state.set("deposit", { deposit: given, idle: Number(idle), at: Date.now() });
  }
}

// A session that was ended without a line is still open on the server: until it has ended there, nothing else is asked for.
let owed; // undefined until it has been read
let settling = null;

async function leave() {
  await state.set("deposit", null);
  await owe(true);
}

async function owe(is) {
  owed = is;
  await state.set("owed", is || null);
}

function settled() {
  settling = settling || settle().finally(() => (settling = null));
  return settling;
}

async function settle() {
  if (owed === undefined) owed = (await state.get("owed")) === true;
  if (!owed) return true;
  try {
    const reply = await fetch("/hand-over", { method: "POST", redirect: "manual" });
    if (ended(reply)) await owe(false);
  } catch {
    // The line is still down.
  }
  return !owed;
}

// The server ends a session and leads elsewhere.
function ended(reply) {
  return reply.type === "opaqueredirect" || reply.ok;
}

async function afterHandOver(request) {
  return (await settled()) ? fetch(request) : Response.error();
}

let looked = 0;

// Looks whether there is a new edition, and puts it in the place of the one that is kept once it is complete. What has come before
// the line broke is not asked for again.
async function look() {
  if (Date.now() - looked < LOOK_EVERY) return;
  looked = Date.now();
  try {
    const { version, languages, files, pages } = await contents();
    const book = await state.get("book");
    const name = BOOK + version;
    if (!book || book.version !== version || !(await caches.has(name))) {
      await gather(name, [...files, ...pages]);
      if ((await contents()).version !== version) {
        await caches.delete(name); // it may be made of two editions
        return;
      }
      await state.set("book", { version, languages, at: Date.now() });
    }
    for (const old of await caches.keys()) if (old.startsWith(BOOK) && old !== name) await caches.delete(old);
    for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage({ edition: version });
  } catch {
    // No line, or no playbook yet: the next look may find it.
  }
}

async function contents() {
  return (await take("/offline/contents.json")).json();
}

async function gather(name, addresses) {
  const cache = await caches.open(name);
  const lane = async () => {
    for (let address = addresses.shift(); address; address = addresses.shift()) {
      if (!(await cache.match(address, { ignoreVary: true }))) await cache.put(address, await take(address));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function take(address) {
  const reply = await fetch(address, { credentials: "omit", cache: address.startsWith("/static/") ? "default" : "no-cache" });
  if (!reply.ok) throw new Error(address + ": " + reply.status);
  return reply;
}
