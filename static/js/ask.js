// Answers as the clerk types. The answer comes as HTML from the server, made by the same template as the page itself; where the line
// is down or slow, from what this device keeps.

const PAUSE = 150; // ms without a key before asking
const PATIENCE = 3000; // ms after which a slow line counts as down

/**
 * Asks while the clerk types and shows the answer in place.
 * @param {HTMLFormElement} form  the form with the field q
 * @param {HTMLElement} answer    where the answer goes
 * @param {?HTMLElement} starters what to show while nothing is asked
 */
export function answerWhileTyping(form, answer, starters) {
  const field = form.elements.namedItem("q");
  let shown = field.value.trim();
  let timer = 0;
  let running = null;

  // sent: the clerk pressed the button, so that something must happen, if need be by the form itself.
  async function ask(sent = false) {
    const q = field.value.trim();
    if (q === shown || composing) return;
    if (running) running.abort();
    if (q === "") {
      show("", q);
      return;
    }
    const call = (running = new AbortController());
    const alarm = setTimeout(() => call.abort(), PATIENCE);
    answer.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch("/answer?q=" + encodeURIComponent(q), { signal: call.signal });
      // What the server refuses (too long, not ready) is told by the page itself when the form is sent.
      if (reply.ok) show(await reply.text(), q);
      else if (reply.status >= 500) await askHere(q, call, sent);
      else if (sent) form.submit();
    } catch {
      // The line is down, or a newer question is under way.
      await askHere(q, call, sent);
    } finally {
      clearTimeout(alarm);
      if (running === call) answer.removeAttribute("aria-busy");
    }
  }

  async function askHere(q, call, sent) {
    if (running !== call) return;
    const made = await import("./here.js").then(({ answerHere }) => answerHere(q)).catch(() => null);
    if (running !== call) return;
    if (made) show(made, q);
    else if (sent) form.submit();
  }

  // What comes from the server is HTML, what is made here a fragment.
  function show(made, q) {
    shown = q;
    if (typeof made === "string") answer.innerHTML = made;
    else answer.replaceChildren(made);
    answer.dispatchEvent(new Event("replaced", { bubbles: true }));
    if (starters) starters.hidden = q !== "";
    const here = new URL(location.href);
    if (q) here.searchParams.set("q", q);
    else here.searchParams.delete("q");
    here.searchParams.delete("remembered");
    here.searchParams.delete("lang");
    history.replaceState(null, "", here);
    for (const link of document.querySelectorAll(".top a.lang")) {
      const there = new URL(link.href);
      if (q) there.searchParams.set("q", q);
      else there.searchParams.delete("q");
      link.href = there.pathname + there.search;
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => ask(), PAUSE);
  }

  // While an input method composes (pinyin, voice), the field holds letters that are not meant yet.
  let composing = false;
  field.addEventListener("compositionstart", () => (composing = true));
  field.addEventListener("compositionend", () => {
    composing = false;
    soon();
  });
  field.addEventListener("input", soon);
  form.addEventListener("submit", (event) => {
    if (field.value.trim().length > 500) return; // the page says what is wrong
    event.preventDefault();
    clearTimeout(timer);
    field.blur(); // puts the keyboard of a tablet away
    ask(true);
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked && !field.value) {
    field.value = asked; // the page is a kept one, which knows no question
    ask();
  }
  if (field.value) field.setSelectionRange(field.value.length, field.value.length);
}
