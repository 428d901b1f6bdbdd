// Answers without a server: the ranker from the pocket, the cards from the pages that the service worker keeps.
import { build } from "./build.js";
import { keptCards, keptFile, keptPage } from "./kept.js";
import { readPocket } from "./pocket.js";

const SHOWN = 3; // cards in an answer, as from the server

let pocket = null;

/**
 * Answers a question on this device, as the server's answer looks.
 * @param {string} question
 * @returns {Promise<?DocumentFragment>} null if nothing is kept here yet
 */
export async function answerHere(question) {
  const words = document.getElementById("here");
  const asked = await openPocket();
  if (!words || !asked) return null;
  const part = (name) => words.content.querySelector('[data-part="' + name + '"]').cloneNode(true);
  const { verdict, matches } = asked.ask(question, SHOWN);
  const answer = document.createDocumentFragment();
  const near = await keptCards(matches.map((m) => m.card));
  answer.append(part("mark"));
  if (verdict === "outside" || near.length === 0) {
    const outside = part("outside");
    outside.querySelector("input[name=q]").value = question;
    answer.append(outside);
    return answer;
  }
  const card = await wholeCard(matches[0].card);
  if (verdict === "unsure") answer.append(apart(part("unsure"), near));
  if (card) answer.append(card);
  const others = part("others");
  others.querySelector(".near").append(...(card ? near.slice(1) : near));
  answer.append(others);
  return answer;
}

async function openPocket() {
  if (pocket) return pocket;
  const reply = await keptFile("/offline/pocket");
  if (reply) pocket = readPocket(await reply.arrayBuffer());
  return pocket;
}

// The card of a kept page, as it stands in an answer: a heading that leads to the page, and the rest folded.
async function wholeCard(id) {
  const page = await keptPage("/cards/" + id);
  const found = page && page.querySelector("article.card");
  if (!found) return null;
  const card = document.importNode(found, true);
  for (const open of card.querySelectorAll("details[open]")) open.open = false;
  const title = card.querySelector("h1");
  title.replaceWith(build("h2", {}, build("a", { href: "/cards/" + id }, title.textContent)));
  return card;
}

// What the first two cards are, where either may be meant.
function apart(section, near) {
  for (const card of near.slice(0, 2)) {
    const title = build("b", {}, card.querySelector("b").textContent);
    const link = build("a", { href: card.getAttribute("href") }, title);
    section.querySelector("ul").append(build("li", {}, link, " " + card.querySelector("b + span").textContent));
  }
  return section;
}
