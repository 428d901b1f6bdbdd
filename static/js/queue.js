// What waits for the line: answers that count for somebody, and questions for the trainer. Answers hold no name; the server knows
// by their deposits whose they are, whoever is signed in when they are sent.
import { currentDeposit, seeDeposit } from "./state.js";

const NAME = "clerkcoach";
const BATCH = 50; // answers in one request
const LOST = "lost"; // where the number of answers that could not be counted is kept

let sending = null;

/**
 * Queues an answer under who is signed in, and comes back when it is on disk. What nobody in particular answers is not kept, as with a
 * line. If the device has no room, the answer is one that could not be counted, which the reader is told.
 * @param {{drill: string, question: string, answer: *}} given
 */
export async function queueAnswer({ drill, question, answer }) {
  try {
    const who = await currentDeposit();
    if (!who) return;
    await seeDeposit(who);
    const waiting = { attempt: newID(), drill, question, answer, answered_at: Date.now(), deposit: who.deposit };
    await within("answers", "readwrite", (store) => store.put(waiting));
  } catch {
    addLost(1);
  }
}

/** Queues a question that the playbook does not answer. */
export async function queueQuestion(q, lang) {
  await within("questions", "readwrite", (store) => store.add({ q, lang }));
}

/** How many answers and questions wait, and how many answers could not be counted. */
export async function waiting() {
  return {
    answers: await within("answers", "readonly", (store) => store.count()),
    questions: await within("questions", "readonly", (store) => store.count()),
    lost: Number(localStorage.getItem(LOST)) || 0,
  };
}

/** The reader knows that answers could not be counted. */
export function knowsLost() {
  localStorage.removeItem(LOST);
}

/** Sends what waits, as far as the line holds. A repeat does no harm: the server counts each answer once. */
export function sendWaiting() {
  sending = sending || sendAll().catch(() => {}).finally(() => (sending = null));
  return sending;
}

async function sendAll() {
  for (;;) {
    const batch = await within("answers", "readonly", (store) => store.getAll(null, BATCH));
    if (batch.length === 0) break;
    await sendAnswers(batch);
  }
  for (;;) {
    const key = await within("questions", "readonly", (store) => store.getAllKeys(null, 1));
    if (key.length === 0) break;
    const { q, lang } = await within("questions", "readonly", (store) => store.get(key[0]));
    const reply = await fetch("/questions?lang=" + lang, {
      method: "POST", body: new URLSearchParams({ q }), redirect: "manual", credentials: "omit",
    });
    if (reply.status >= 500) throw new Error("not kept");
    await within("questions", "readwrite", (store) => store.delete(key[0]));
  }
}

async function sendAnswers(batch) {
  const reply = await fetch("/api/v1/attempts", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ attempts: batch }), credentials: "omit",
  });
  if (reply.ok) {
    const { outcomes } = await reply.json();
    await letGo(outcomes.map((o) => o.attempt), outcomes.filter((o) => o.outcome !== "kept").length);
  } else if (reply.status !== 400) {
    throw new Error("not kept");
  } else if (batch.length === 1) {
    await letGo([batch[0].attempt], 1);
  } else {
    for (const one of batch) await sendAnswers([one]); // one that can't be read must not hold up the others
  }
}

function addLost(count) {
  localStorage.setItem(LOST, String((Number(localStorage.getItem(LOST)) || 0) + count));
}

async function letGo(attempts, lost) {
  if (lost > 0) addLost(lost);
  for (const attempt of attempts) await within("answers", "readwrite", (store) => store.delete(attempt));
}

// Does one thing in a transaction of its own, and waits until it is on disk.
async function within(name, mode, act) {
  const db = await open();
  try {
    return await new Promise((yes, no) => {
      // Relaxed, which is usual, a power cut could take back what is said to be kept.
      const change = db.transaction(name, mode, { durability: "strict" });
      const request = act(change.objectStore(name));
      change.oncomplete = () => yes(request.result);
      change.onabort = change.onerror = () => no(change.error);
    });
  } finally {
    db.close();
  }
}

function open() {
  return new Promise((yes, no) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("answers", { keyPath: "attempt" });
      request.result.createObjectStore("questions", { autoIncrement: true });
    };
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
}

// 128 random bits; crypto.randomUUID is younger than the oldest browsers that are served.
function newID() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}
