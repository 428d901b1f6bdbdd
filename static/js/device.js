// What can be settled for this device: installing, what is kept for times without a line, and kiosk mode.
import { readCookie, writeCookie } from "./cookie.js";
import { whenIdle } from "./idle.js";
import { remembered } from "./state.js";

const KIOSK = "kiosk";
const IDLE = 120000; // ms without a touch after which a kiosk returns to asking

const isKiosk = () => readCookie(KIOSK) === "on";

/** Keeps a kiosk within our pages, awake, and ready for the next one who asks. */
export function stayInside() {
  if (!isKiosk()) return;
  document.documentElement.classList.add("kiosk");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.origin !== location.origin) event.preventDefault();
  });
  for (const kind of ["contextmenu", "dragstart"]) {
    document.addEventListener(kind, (event) => event.target.closest("input, textarea") || event.preventDefault());
  }
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
  // Who is signed in is signed out when idle, and a game goes on without being touched.
  if (document.querySelector(".top nav") && !document.querySelector('a[href="/me"]')) whenIdle(IDLE, () => location.assign("/"));
}

function stayAwake() {
  if (navigator.wakeLock && !document.hidden) navigator.wakeLock.request("screen").catch(() => {});
}

/** Serves the page on this device. */
export function settleDevice() {
  tellKept();
  offerInstall();
  const button = document.getElementById("kiosk");
  button.hidden = false;
  const show = () => button.setAttribute("aria-checked", isKiosk());
  button.addEventListener("click", () => {
    writeCookie(KIOSK, isKiosk() ? "" : "on");
    show();
  });
  show();
}

async function tellKept() {
  if (!("serviceWorker" in navigator) || !self.caches) return;
  const place = document.getElementById("kept");
  const book = await remembered("book");
  if (!book) {
    place.textContent = place.dataset.coming;
    setTimeout(tellKept, 2000);
    return;
  }
  const when = new Date(book.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  place.textContent = place.dataset.kept.replace("#", when);
}

function offerInstall() {
  const button = document.getElementById("install");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = () => {
      button.hidden = true;
      event.prompt();
    };
  });
}
