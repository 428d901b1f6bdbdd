// What pages can do better and nobody waits for.
import { settleDevice, stayInside } from "./device.js";
import { handOverWhenIdle } from "./idle.js";
import { countAnswers, countCard } from "./lookups.js";
import { goOffline } from "./offline.js";
import { numberEachOnce } from "./order.js";
import { keepShelf } from "./shelf.js";
import { askByVoice } from "./voice.js";

const form = document.querySelector("form.ask");
if (form) {
  askByVoice(form);
  countAnswers(document.getElementById("answer"));
}
keepShelf();
stayInside();
if (document.querySelector("main.device")) settleDevice();

const card = document.querySelector("body:not(.sheets) main > [data-card]");
if (card) countCard(card);

const ordering = document.querySelector("form[data-kind=ordering]");
if (ordering) numberEachOnce(ordering);

goOffline();

const handover = document.querySelector("form[data-idle]");
if (handover) handOverWhenIdle(handover);
