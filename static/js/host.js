// The host's screens: the remote and the projector follow the game, and the remote's buttons work without a new page.
import { follow } from "./stream.js";

const root = document.querySelector("[data-page]");
const lost = document.querySelector("[data-lost]");
const full = document.querySelector("[data-full]");

let phase = "";
let left = null; // ms that the question is open, when last heard of; null where time is not limited
let heard = 0;

const written = new WeakMap(); // the HTML that a part of the page came with
for (const part of root.children) written.set(part, part.outerHTML);

prepare();
const end = follow(root.dataset.page, { view: show, line: (stands) => (lost.hidden = stands) }, root.dataset.query);
setInterval(tick, 100);
root.addEventListener("submit", send);
root.addEventListener("click", rest);
addEventListener("keydown", press);
if (full && document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => document.documentElement.requestFullscreen());
}

/** Shows the game as it is now. */
function show(view) {
  phase = view.phase;
  left = view.left;
  heard = performance.now();
  if (view.html) replace(view.html);
  tick();
  if (phase === "ended") end(); // the code leads nowhere any more
}

/** Replaces those parts of the page that have changed, so that what is folded open or in use elsewhere stays as it is. */
function replace(html) {
  const next = document.createElement("div");
  next.innerHTML = html;
  const old = [...root.children];
  const parts = [...next.children].map((part) => {
    const was = old.find((one) => one.dataset.part === part.dataset.part);
    if (was && written.get(was) === part.outerHTML) return was;
    written.set(part, part.outerHTML);
    return part;
  });
  const focused = document.activeElement && document.activeElement.id;
  if (parts.length === old.length && parts.every((part, i) => part.dataset.part === old[i].dataset.part)) {
    parts.forEach((part, i) => part === old[i] || old[i].replaceWith(part));
  } else {
    root.replaceChildren(...parts);
  }
  prepare();
  const button = focused && (document.getElementById(focused) || document.querySelector("[data-main]"));
  if (button && button !== document.activeElement) button.focus({ preventScroll: true });
}

/** Shows what is of use with JavaScript alone. */
function prepare() {
  for (const keys of root.querySelectorAll("[data-keys]")) keys.hidden = !matchMedia("(hover: hover)").matches;
}

/** Moves the clock on; it stands still while the game is paused. */
function tick() {
  const clock = root.querySelector("[data-clock]");
  if (!clock || left === null) return;
  const now = Math.max(0, left - (phase === "open" ? performance.now() - heard : 0));
  clock.querySelector("progress").value = now;
  const seconds = String(Math.ceil(now / 1000));
  const shown = clock.querySelector("b");
  if (shown.textContent !== seconds) shown.textContent = seconds;
  clock.classList.toggle("last", now <= 5000);
}

/** Sends a command; the stream then shows what has come of it. */
async function send(event) {
  const form = event.target;
  if (!("quick" in form.dataset)) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  try {
    const reply = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
    if (!reply.ok) location.reload();
  } catch {
    lost.hidden = false;
  }
  button.removeAttribute("aria-disabled");
}

/** After a click the keyboard is free for what press does; who has come to a button by the keyboard stays on it. */
function rest(event) {
  const button = event.target.closest("button");
  if (button && event.detail > 0) button.blur();
}

/** The arrow key leads on, the space bar pauses and goes on, unless what has the focus has use for them. */
function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
  const space = event.key === " " && !event.target.closest("a, button, summary");
  if (!space && event.key !== "ArrowRight") return;
  const button = root.querySelector(space ? "[data-command=pause], [data-main][data-name=resume]" : "[data-main]");
  if (!button || button.dataset.name === "end") return;
  event.preventDefault();
  button.click();
}
