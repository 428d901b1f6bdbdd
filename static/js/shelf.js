// The cards at hand on this device: pinned, and read last. They stand in cookies, so that the server shows them with the page
// (handlers/device.go); here they are written, and shown on pages that are kept, which know nobody's cookies.
import { build } from "./build.js";
import { readCookie, writeCookie } from "./cookie.js";
import { keptCards } from "./kept.js";
import { currentDeposit } from "./state.js";

const PINNED = "pinned";
const RECENT = "recent";
const MOST = { [PINNED]: 12, [RECENT]: 6 };

/** Serves every pin of a page, also those that come later, and shows the cards at hand where the page has none of them yet. */
export function keepShelf() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form.pin");
    if (!form) return;
    event.preventDefault();
    toggle(form.closest("[data-card]").dataset.card);
    showPins(document);
  });
  document.addEventListener("replaced", (event) => showPins(event.target));
  showPins(document);
  fill();
}

/** Notes that a card was read on this device, unless somebody is signed in who will hand it over to the next one. */
export async function noteRead(card) {
  if (document.querySelector("form.handover")) return;
  if (!document.querySelector('a[href="/me"]') && (await currentDeposit())) return; // a kept page, which knows nobody
  write(RECENT, [card, ...read(RECENT).filter((id) => id !== card)]);
}

function toggle(card) {
  const pinned = read(PINNED);
  write(PINNED, pinned.includes(card) ? pinned.filter((id) => id !== card) : [card, ...pinned]);
}

function showPins(root) {
  const pinned = read(PINNED);
  for (const button of root.querySelectorAll("form.pin button")) {
    button.setAttribute("aria-pressed", pinned.includes(button.closest("[data-card]").dataset.card));
  }
}

async function fill() {
  const shelf = document.getElementById("shelf");
  if (!shelf) return;
  const pinned = read(PINNED);
  const wanted = { [PINNED]: pinned, [RECENT]: read(RECENT).filter((id) => !pinned.includes(id)) };
  for (const [name, ids] of Object.entries(wanted)) {
    const part = shelf.querySelector('[data-shelf="' + name + '"]');
    if (ids.length === 0 || part.querySelector(".chip")) continue;
    const chips = (await keptCards(ids)).map((card) =>
      build("a", { className: "chip", href: card.getAttribute("href"), lang: card.lang }, card.querySelector("b").textContent));
    part.querySelector(".chips").replaceChildren(...chips);
    part.hidden = chips.length === 0;
  }
}

function read(name) {
  return readCookie(name).split(".").filter(Boolean);
}

function write(name, ids) {
  writeCookie(name, ids.slice(0, MOST[name]).join("."));
}
