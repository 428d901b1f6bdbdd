// What pages can do better with JavaScript; everything works without it. What somebody may want at once stands here, the rest comes once
// the page is there.
import { answerWhileTyping } from "./ask.js";
import { spokenWords } from "./words.js";

const form = document.querySelector("form.ask");
if (form) answerWhileTyping(form, document.getElementById("answer"), document.getElementById("starters"));
spokenWords(document);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

import("./later.js").catch(() => {}); // the line may be down; the page works without it
