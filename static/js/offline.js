// Without a line: starts the service worker, tells what waits and what is new, and sends what waits once the line is back.
import { handOverWhenIdle } from "./idle.js";
import { knowsLost, queueQuestion, sendWaiting, waiting } from "./queue.js";
import { currentDeposit } from "./state.js";

const AGAIN = 30000; // ms between two tries to send what waits
const LOOK = 300000; // ms between two looks for a new edition while a page stays open

/** Does all that a page does about the line. Where the browser has no service workers it does nothing. */
export function goOffline() {
  if (!("serviceWorker" in navigator) || !self.caches || !self.indexedDB) return;
  const edition = document.querySelector("meta[name=edition]").content;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (edition && data.edition !== edition) tell("renewed");
  });
  const look = async () => (await navigator.serviceWorker.ready).active.postMessage({ lang: document.documentElement.lang });
  const start = () => navigator.serviceWorker.register("/sw.js").then(look).catch(() => {});
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
  const back = () => {
    look();
    send();
  };
  addEventListener("online", back);
  addEventListener("queued", tellWaiting);
  document.addEventListener("visibilitychange", () => document.hidden || back());
  setInterval(look, LOOK);
  setInterval(send, AGAIN);
  document.addEventListener("submit", keepQuestion);
  send();
  tellOwn();
}

async function send() {
  const before = await waiting();
  if (before.answers + before.questions > 0) await sendWaiting();
  await tellWaiting();
}

async function tellWaiting() {
  const { answers, questions, lost } = await waiting();
  tell("waiting", answers);
  tell("asking", questions);
  const note = tell("lost", lost);
  if (!note) return;
  note.querySelector("button").onclick = () => {
    knowsLost();
    note.remove();
  };
}

/**
 * Shows one of the page's notes, or takes it away where its number is 0.
 * @returns {?HTMLElement} the note, if it is shown
 */
function tell(name, number) {
  const words = document.getElementById("notes");
  const place = document.getElementById("noted");
  if (!words || !place) return null;
  let note = place.querySelector('[data-note="' + name + '"]');
  if (number === 0) {
    if (note) note.remove();
    return null;
  }
  if (!note) {
    note = words.content.querySelector('[data-note="' + name + '"]').cloneNode(true);
    place.append(note);
    if (name === "renewed") place.classList.add("news");
  }
  const count = note.querySelector("b");
  if (count && count.textContent !== String(number)) count.textContent = number;
  const again = note.querySelector("[data-reload]");
  if (again) again.onclick = () => location.reload();
  return note;
}

// A kept page knows nobody; answers still count for who is signed in, who can hand the tablet over here too.
async function tellOwn() {
  const who = await currentDeposit();
  if (!who || document.querySelector("form.handover, a[href='/me']")) return;
  const note = tell("own");
  if (!note) return;
  note.dataset.idle = who.idle;
  handOverWhenIdle(note);
}

// A question for the trainer from an answer that was made here waits for the line.
async function keepQuestion(event) {
  const form = event.target.closest("form[data-waits]");
  if (!form) return;
  event.preventDefault();
  await queueQuestion(form.elements.namedItem("q").value, document.documentElement.lang);
  const done = document.getElementById("here").content.querySelector('[data-part="remembered"]').cloneNode(true);
  form.replaceWith(done);
  await send();
}
