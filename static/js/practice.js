// Practice without a line: the questions are kept on this device and graded here. It looks and is worked as with a line.
import { grade, readNumber } from "./grade.js";
import { keptCards, keptDrills } from "./kept.js";
import { numberEachOnce } from "./order.js";
import { build, word } from "./build.js";
import { queueAnswer } from "./queue.js";

const place = document.getElementById("round");
const title = document.getElementById("title");
const bar = document.getElementById("bar");
if (place) begin();

// Begins a round of questions, another one than before if it can be.
async function begin(before) {
  const all = (await keptDrills()).filter((d) => d.id !== before);
  document.getElementById("nothing").hidden = all.length > 0;
  if (all.length > 0) ask({ drill: all[Math.floor(Math.random() * all.length)], at: 0, missed: [], right: 0 });
}

function ask(round) {
  const { drill, at } = round;
  const question = drill.questions[at];
  const count = drill.questions.length;
  title.textContent = word("question_of", { number: at + 1, all: count });
  document.title = title.textContent;
  const form = build("form", { className: "answering", "data-kind": question.kind }, ...fields(question));
  if (!form.querySelector("button")) form.append(forward(build("button", { className: "button", type: "submit" }, word("check"))));
  let given = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (given) return; // a second touch while the first is kept
    const answer = readAnswer(question, form, event.submitter);
    if (answer === null) return refuse(form, question);
    given = true;
    // Whoever sees how an answer was may close the page: it is kept by then.
    await queueAnswer({ drill: drill.id, question: question.id, answer });
    dispatchEvent(new Event("queued"));
    show(round, answer);
  });
  if (question.kind === "ordering") numberEachOnce(form);
  bar.hidden = false;
  bar.max = count;
  bar.value = at + 1;
  put(...heading(question), form);
  title.focus();
}

function heading(question) {
  const scene = question.scene ? [build("p", { className: "scene" }, question.scene)] : [];
  return [...scene, build("h2", { className: "prompt", id: "prompt" }, question.prompt)];
}

function put(...parts) {
  place.replaceChildren(...parts);
}

function forward(control) {
  return build("div", { className: "forward" }, control);
}

const letter = (id) => id.toUpperCase();

function fields(question) {
  const { kind, options = [], pairs = [] } = question;
  switch (kind) {
    case "multiple-response":
      return [build("fieldset", { className: "panels", "aria-labelledby": "prompt" }, ...options.map((o) =>
        build("label", { className: "panel" },
          build("input", { type: "checkbox", name: "a", value: o.id }), build("span", {}, o.text))))];
    case "matching":
      return [lettered(options), ...pairs.map((p) => picks("p" + p.id, p.text, options.map((o) => [o.id, letter(o.id)])))];
    case "ordering":
      return options.map((o) => picks("o" + o.id, o.text, options.map((_, i) => [i + 1, i + 1])));
    case "numerical":
      return [build("div", { className: "field number" }, build("input", {
        name: "a", type: "text", inputmode: "numeric", maxlength: 12, autocomplete: "off", "aria-labelledby": "prompt",
      }))];
    default:
      return [build("div", { className: "panels", role: "group", "aria-labelledby": "prompt" }, ...options.map((o) =>
        build("button", { className: "panel", type: "submit", name: "a", value: o.id },
          mark(letter(o.id)), build("span", {}, o.text))))];
  }
}

function lettered(options) {
  return build("ol", { className: "lettered", "aria-label": word("match_options") }, ...options.map((o) =>
    build("li", {}, build("span", { className: "letter" }, letter(o.id)), build("span", {}, o.text))));
}

function picks(name, legend, values) {
  return build("fieldset", { className: "picks row" }, build("legend", {}, legend), ...values.map(([value, text]) =>
    build("label", { className: "pick" }, build("input", { type: "radio", name, value }), build("span", {}, text))));
}

function mark(text) {
  return build("span", { className: "letter", "aria-hidden": "true" }, text);
}

// The answer in the form that the API has; null if it is none yet.
function readAnswer({ kind, options = [], pairs = [] }, form, submitter) {
  const given = new FormData(form);
  switch (kind) {
    case "multiple-response":
      return given.getAll("a").length > 0 ? given.getAll("a") : null;
    case "matching":
      return pairs.every((p) => given.has("p" + p.id)) ? Object.fromEntries(pairs.map((p) => [p.id, given.get("p" + p.id)])) : null;
    case "ordering":
      return options.every((o) => given.has("o" + o.id))
        ? options.map((o) => o.id).sort((a, b) => given.get("o" + a) - given.get("o" + b)) : null;
    case "numerical":
      return readNumber(given.get("a"));
    default:
      return submitter ? submitter.value : null;
  }
}

function refuse(form, { kind }) {
  const old = form.querySelector(".fault");
  if (old) old.remove();
  form.prepend(build("p", { className: "fault", role: "alert" }, word("fault_" + kind)));
}

function show(round, answer) {
  const { drill, at } = round;
  const question = drill.questions[at];
  const result = grade(question, answer);
  const missed = result.verdict === "right" ? round.missed : [...round.missed, question];
  const next = { drill, at: at + 1, missed, right: round.right + (result.verdict === "right" ? 1 : 0) };
  const last = next.at === drill.questions.length;
  const go = build("button", { className: "button", type: "button" }, word(last ? "end" : "next"));
  go.addEventListener("click", () => (last ? end(next) : ask(next)));
  const verdict = told(question, result);
  put(...heading(question), verdict, ...marked(question, answer, result), forward(go));
  document.title = verdict.querySelector("h3").textContent;
  verdict.focus();
  keptCards(question.card ? [question.card] : []).then((cards) => verdict.isConnected && go.parentElement.before(...cards));
}

function told(question, { score, verdict }) {
  const told = build("section", { className: "verdict " + verdict, tabindex: -1 }, build("h3", {}, word(verdict)));
  if (verdict === "partly") told.firstChild.append(" ", build("small", {}, word("score", { score: Math.round(score * 100) })));
  if (question.kind === "numerical") told.append(build("p", {}, word("number", { number: question.number })));
  if (question.rationale) told.append(build("p", {}, question.rationale));
  if (question.kind === "ordering" && verdict === "partly") told.append(build("p", {}, word("order_rule")));
  return told;
}

// What was chosen, what is right, and why.
function marked(question, answer, { marks }) {
  const { kind, options = [], pairs = [] } = question;
  const panels = (rows) => build("ul", { className: "panels" }, ...rows);
  switch (kind) {
    case "matching":
      return [lettered(options), panels(pairs.map((p, i) => panel(marks[i].good, marks[i].good, build("b", {}, p.text), [
        marks[i].good ? word("match_good", { letter: letter(p.option) })
          : word("match_given", { letter: letter(answer[p.id]), right: letter(p.option) }), p.reason,
      ])))];
    case "ordering":
      return [panels([...options].sort((a, b) => a.place - b.place).map((o) => {
        const given = answer.indexOf(o.id) + 1;
        const lines = [given === o.place ? "" : word("order_given", { place: given }), o.reason];
        return panel(given === o.place, given === o.place, build("span", { className: "text" }, o.text), lines, o.place);
      }))];
    case "numerical":
      return [build("p", { className: "yours-said" }, build("small", {}, word("yours_said")), String(answer))];
    default:
      return [panels(options.map((o, i) => {
        const { chosen } = marks[i];
        const why = o.reason !== question.rationale && (chosen || kind !== "true-false") ? o.reason : "";
        return panel(o.right, o.right ? true : chosen ? false : null, build("span", { className: "text" }, o.text),
          [chosen ? word("yours") : "", why]);
      }))];
  }
}

// One line of what was answered: good, bad, or, with null, neither.
function panel(right, good, text, lines, sign) {
  const look = good === null ? "idle" : good ? "good" : "bad";
  const said = build("span", { className: "visually-hidden" }, word(right ? "option_right" : "option_wrong") + " ");
  return build("li", { className: "panel " + look }, mark(sign || (right ? "✓" : "✕")),
    build("span", {}, said, text, ...lines.filter(Boolean).map((line) => build("small", {}, line))));
}

async function end({ drill, right, missed }) {
  title.textContent = word("score_of", { right, all: drill.questions.length });
  document.title = title.textContent;
  bar.hidden = true;
  const more = build("button", { className: missed.length > 0 ? "button quiet" : "button", type: "button" }, word("more"));
  more.addEventListener("click", () => begin(drill.id));
  const again = build("button", { className: "button", type: "button" }, word("again", { missed: missed.length }));
  again.addEventListener("click", () => ask({ drill: { id: drill.id, questions: missed }, at: 0, missed: [], right: 0 }));
  put(build("p", { className: missed.length > 0 ? "help" : "glance" }, word(missed.length > 0 ? "missed" : "all_right")),
    build("div", { className: "actions" }, ...(missed.length > 0 ? [again] : []), more));
  title.focus();
  const cards = await keptCards([...new Set(missed.map((q) => q.card).filter(Boolean))]);
  if (cards.length > 0) place.append(build("section", { className: "others" }, build("h2", {}, word("reread")),
    build("div", { className: "near" }, ...cards)));
}
