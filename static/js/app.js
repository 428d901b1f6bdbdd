// What pages can do better with JavaScript; everything works without it.
import { answerWhileTyping } from "./ask.js";
import { handOverWhenIdle } from "./idle.js";
import { countAnswers, countCard } from "./lookups.js";
import { numberEachOnce } from "./order.js";
import { spokenWords } from "./words.js";

const form = document.querySelector("form.ask");
if (form) answerWhileTyping(form, document.getElementById("answer"), document.getElementById("starters"));
spokenWords(document);

const card = document.querySelector("body:not(.sheets) main > [data-card]");
if (card) countCard(card);
if (form) countAnswers(document.getElementById("answer"));

const ordering = document.querySelector("form[data-kind=ordering]");
if (ordering) numberEachOnce(ordering);

const handover = document.querySelector("form[data-idle]");
if (handover) handOverWhenIdle(handover);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
