// A player's screen in a live quiz. Without this the page asks again every few seconds; with it the server tells what is on.
import { handOverWhenIdle } from "./idle.js";
import { numberEachOnce } from "./order.js";
import { follow } from "./stream.js";

const PATIENCE = 8000; // ms that an answer may be under way before it is sent again

const game = document.getElementById("game");
const part = (id) => document.getElementById(id);
const [shared, mine, say, offline, clock] = ["shared", "mine", "say", "offline", "clock"].map(part);
const [bar, figure] = clock.children;
const address = "/live/" + game.dataset.game;

let revision = 0;
let end = null; // when the question closes, by this browser's clock; null where time is not limited or stands still
let answer = null; // what is being sent, until the server has acknowledged it
let pressed = null; // the option by which the form is sent

const unfollow = follow(address, {
  view: show,
  ping: (nonce) => post("/line", new URLSearchParams({ nonce })).catch(() => {}),
  line: (stands) => (offline.hidden = stands),
});
ready();
setInterval(tick, 200);

/* What is on */

function show(view) {
  if (view.revision < revision) return; // of a server that lags behind
  revision = view.revision;
  const typing = document.activeElement && document.activeElement.matches("textarea, input[type=text]");
  const other = view.key !== game.dataset.key;
  if (other && view.html !== undefined) {
    shared.innerHTML = view.html;
    game.dataset.key = view.key;
    answer = pressed = null;
    ready();
    scrollTo(0, 0);
  }
  if (view.mine !== undefined && mine.innerHTML !== view.mine) mine.innerHTML = view.mine;
  game.dataset.phase = view.phase;
  game.dataset.state = answer && view.state === "asked" ? "sending" : view.state || "";
  time(view);
  allow();
  if (view.say && say.dataset.said !== view.key + view.phase) {
    say.dataset.said = view.key + view.phase;
    say.textContent = view.say;
  }
  const heading = shared.querySelector("h1");
  if (other && heading && !(typing && document.activeElement.isConnected)) heading.focus({ preventScroll: true });
  markOwn();
  if (view.phase === "ended") over();
}

function over() {
  unfollow();
  const tablet = document.querySelector("form[data-idle-then]");
  if (!tablet || tablet.dataset.idle) return;
  tablet.dataset.idle = tablet.dataset.idleThen;
  handOverWhenIdle(tablet);
}

function markOwn() {
  for (const line of shared.querySelectorAll("[data-player]")) line.classList.toggle("own", line.dataset.player === game.dataset.player);
}

/* The clock */

function time(view) {
  clock.hidden = view.left === null || view.left === undefined || view.phase === "closed";
  if (clock.hidden) {
    end = null;
    return;
  }
  bar.max = view.time || view.left || 1;
  bar.value = view.left;
  end = view.phase === "open" ? performance.now() + view.left : null;
  draw(view.left);
}

function tick() {
  if (end === null) return;
  const left = Math.max(0, end - performance.now());
  const before = Number(figure.dataset.seconds);
  draw(left);
  const now = Number(figure.dataset.seconds);
  if (now === before || game.dataset.state !== "asked") return;
  if (now === 5 || now === Math.floor(bar.max / 2000)) say.textContent = say.dataset.left.replace("#", now);
  if (now > 0) return;
  say.textContent = say.dataset.over;
  allow();
}

function draw(left) {
  bar.value = left;
  const seconds = Math.ceil(left / 1000);
  if (figure.dataset.seconds === String(seconds)) return;
  figure.dataset.seconds = seconds;
  figure.textContent = figure.textContent.replace(/\d+/, seconds);
  clock.classList.toggle("short", seconds <= 5);
}

/* The answer */

// The form is new.
function ready() {
  const form = shared.querySelector("form");
  if (!form) return;
  if (form.dataset.kind === "ordering") numberEachOnce(form);
  for (const button of form.querySelectorAll("button[name]")) button.addEventListener("click", () => (pressed = button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (game.dataset.state !== "asked") return;
    const body = new URLSearchParams(new FormData(form));
    if (pressed) body.set(pressed.name, pressed.value);
    if (pressed) pressed.classList.add("chosen");
    fault("");
    answer = { body, tries: 0 };
    game.dataset.state = "sending";
    allow();
    send(answer);
  });
}

// The form can be used while the question is open and unanswered.
function allow() {
  const fields = shared.querySelector("form > fieldset");
  const open = game.dataset.phase === "open" && game.dataset.state === "asked" && (end === null || end > performance.now());
  if (fields) fields.disabled = !open;
}

// An answer is sent until the server has acknowledged it: sent twice it counts once.
async function send(it) {
  if (it !== answer) return;
  let reply = null;
  try {
    reply = await post("/answers", it.body);
  } catch {
    // The line is down.
  }
  if (it !== answer) return;
  if (!reply || reply.status >= 500 || reply.status === 429) {
    setTimeout(() => send(it), Math.min(5000, 500 * 2 ** it.tries++));
    return;
  }
  answer = null;
  if (reply.ok) {
    const kept = await reply.json();
    if (game.dataset.state === "sending") game.dataset.state = kept.late ? "late" : "kept";
    return;
  }
  if (reply.redirected || reply.status === 403) return location.replace(address);
  const problem = await reply.json();
  fault(problem.title);
  if (reply.status !== 422) return;
  for (const chosen of shared.querySelectorAll(".chosen")) chosen.classList.remove("chosen");
  game.dataset.state = "asked";
  pressed = null;
  allow();
}

function post(path, body) {
  const call = new AbortController();
  const alarm = setTimeout(() => call.abort(), PATIENCE);
  const headers = { Accept: "application/json" };
  return fetch(address + path, { method: "POST", body, headers, signal: call.signal }).finally(() => clearTimeout(alarm));
}

function fault(words) {
  const line = part("fault");
  if (!line) return;
  line.textContent = words;
  line.hidden = words === "";
}
