// What pages can do better with JavaScript; everything works without it.
import { answerWhileTyping } from "./ask.js";
import { settleDevice, stayInside } from "./device.js";
import { handOverWhenIdle } from "./idle.js";
import { countAnswers, countCard } from "./lookups.js";
import { goOffline } from "./offline.js";
import { numberEachOnce } from "./order.js";
import { keepShelf } from "./shelf.js";
import { askByVoice } from "./voice.js";
import { spokenWords } from "./words.js";

const form = document.querySelector("form.ask");
if (form) {
  answerWhileTyping(form, document.getElementById("answer"), document.getElementById("starters"));
  askByVoice(form);
}
spokenWords(document);
keepShelf();
stayInside();
if (document.querySelector("main.device")) settleDevice();

const card = document.querySelector("body:not(.sheets) main > [data-card]");
if (card) countCard(card);
if (form) countAnswers(document.getElementById("answer"));

const ordering = document.querySelector("form[data-kind=ordering]");
if (ordering) numberEachOnce(ordering);

goOffline();

const handover = document.querySelector("form[data-idle]");
if (handover) handOverWhenIdle(handover);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
