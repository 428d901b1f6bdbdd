// What a server tells of a game: it goes on after a sleep, on another network, and with another server process.

const SILENCE = 40000; // ms without a sign of the server, which gives one every 15 s, after which the line counts as broken
const AGAIN = 3000; // ms before another try, where the server has refused

/**
 * Follows the events of a page.
 * @param {string} page the address of the page; its events are below it
 * @param {object} on   view(view) with what is to be seen, ping(nonce), line(whether there is one); all may be missing but view
 * @param {string} query what stands behind either address, if anything
 * @returns {function} ends it
 */
export function follow(page, on, query = "") {
  let source = null;
  let heard = 0;
  let over = false;

  function listen() {
    if (over) return;
    if (source) source.close();
    const mine = (source = new EventSource(page + "/events" + query));
    heard = Date.now();
    const hear = (kind, act) =>
      mine.addEventListener(kind, (event) => {
        if (over || mine !== source) return;
        heard = Date.now();
        line(true);
        act(event.data);
      });
    hear("view", (text) => on.view(JSON.parse(text)));
    hear("ping", (nonce) => on.ping && nonce !== "-" && on.ping(nonce));
    hear("gone", () => location.replace(page + query));
    mine.addEventListener("error", () => {
      if (over || mine !== source) return;
      line(false);
      if (mine.readyState === EventSource.CLOSED) setTimeout(() => mine === source && lookAgain(), AGAIN);
    });
  }

  function line(stands) {
    if (on.line) on.line(stands);
  }

  // The server has refused: because one may not see it any more, which the page then says, or because it is just starting or full.
  async function lookAgain() {
    try {
      const reply = await fetch(page + query, { cache: "no-store" });
      if (reply.redirected || [403, 404, 410].includes(reply.status)) location.replace(page + query);
    } catch {
      // It is still away.
    }
    listen();
  }

  // After a sleep a line may be dead without having said so.
  const silent = (ms) => Date.now() - heard > ms;
  const wake = () => document.visibilityState === "visible" && silent(SILENCE / 2) && listen();
  const watch = setInterval(() => silent(SILENCE) && listen(), 1000);
  for (const event of ["online", "pageshow"]) addEventListener(event, wake);
  document.addEventListener("visibilitychange", wake);
  listen();
  return () => {
    over = true;
    clearInterval(watch);
    source.close();
  };
}
