// The host's screens: the remote and the projector follow the game, and the remote's buttons work without a new page.

const root = document.querySelector("[data-events]");
const lost = document.querySelector("[data-lost]");
const full = document.querySelector("[data-full]");
const patience = 5000; // ms until a stream that the server has ended is asked for once more

let source = null;
let timer = 0;
let phase = "";
let left = null; // ms that the question is open, when last heard of; null where time is not limited
let heard = 0;

const written = new WeakMap(); // the HTML that a part of the page came with
for (const part of root.children) written.set(part, part.outerHTML);

prepare();
follow();
setInterval(tick, 100);
document.addEventListener("visibilitychange", () => (document.hidden ? stop() : follow()));
addEventListener("pagehide", stop);
addEventListener("pageshow", follow);
root.addEventListener("submit", send);
addEventListener("keydown", press);
if (full && document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => document.documentElement.requestFullscreen());
}

/** Listens to the game, unless the page does so already. */
function follow() {
  if (source || document.hidden) return;
  clearTimeout(timer);
  source = new EventSource(root.dataset.events);
  source.addEventListener("view", (event) => show(JSON.parse(event.data)));
  source.addEventListener("gone", away);
  source.addEventListener("error", () => {
    if (phase === "ended") return stop(); // the code leads nowhere any more
    lost.hidden = false;
    if (!source || source.readyState !== EventSource.CLOSED) return;
    stop();
    timer = setTimeout(follow, patience);
  });
}

function stop() {
  clearTimeout(timer);
  if (source) source.close();
  source = null;
}

/** Who may not see the game any more is told so by the page itself; a projector keeps what it shows. */
function away() {
  stop();
  if ("reload" in root.dataset) location.reload();
}

/** Shows the game as it is now. */
function show(view) {
  lost.hidden = true;
  phase = view.phase;
  left = view.left;
  heard = performance.now();
  if (view.html) replace(view.html);
  tick();
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

/** The arrow key leads on, the space bar pauses and goes on, unless something on the page has use for them. */
function press(event) {
  if (event.target.closest("a, button, input, select, textarea, summary") || event.ctrlKey || event.altKey || event.metaKey) return;
  const wanted = { ArrowRight: "[data-main]", " ": "[data-command=pause], [data-main][data-name=resume]" }[event.key];
  const button = wanted && root.querySelector(wanted);
  if (!button) return;
  event.preventDefault();
  button.click();
}
