// Which cards are looked up, so that what is often looked up comes up in practice. The server counts it for who is signed in, or for the
// store whose tablet this is; from any other browser it keeps nothing.

import { noteRead } from "./shelf.js";

const READING = 4000; // ms that an answer stands before its card counts as read

/** Counts the card of a page that shows one. */
export function countCard(card) {
  send(card.dataset.card);
}

/**
 * Counts the cards that answer first and are left standing long enough to be read, each once.
 * @param {HTMLElement} answer where answers are put
 */
export function countAnswers(answer) {
  const counted = new Set();
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    const card = answer.querySelector("[data-card]");
    if (!card || counted.has(card.dataset.card)) return;
    timer = setTimeout(() => {
      counted.add(card.dataset.card);
      send(card.dataset.card);
    }, READING);
  };
  answer.addEventListener("replaced", wait);
  wait();
}

// Not counting is no fault: nobody waits for it, and nobody is told.
function send(card) {
  noteRead(card);
  const address = "/api/v1/cards/" + encodeURIComponent(card) + "/lookups";
  if (navigator.sendBeacon && navigator.sendBeacon(address)) return;
  fetch(address, { method: "POST", keepalive: true }).catch(() => {});
}
