// What an answer is worth, by the rules of package drills, for the kinds of questions that need no server.

const FULL = 0.999; // the least score that counts as right

/**
 * Grades an answer in the form that the API has.
 * @returns {{score: number, verdict: string, marks: {id: string, chosen: boolean, good: boolean, reason: string}[]}}
 */
export function grade(question, answer) {
  const { score, marks } = byKind(question, answer);
  const verdict = score >= FULL ? "right" : score === 0 ? "wrong" : "partly";
  return { score, verdict, marks };
}

function byKind(question, answer) {
  switch (question.kind) {
    case "matching":
      return pairs(question, answer);
    case "ordering":
      return order(question, answer);
    case "numerical":
      return { score: answer === question.number ? 1 : 0, marks: [] };
    default:
      return choice(question, [].concat(answer));
  }
}

function choice({ options }, chosen) {
  const marks = options.map((o) => mark(o, chosen.includes(o.id), chosen.includes(o.id) === o.right));
  const hits = options.filter((o) => o.right && chosen.includes(o.id)).length;
  const misses = options.filter((o) => !o.right && chosen.includes(o.id)).length;
  return { score: Math.max(0, (hits - misses) / Math.max(1, options.filter((o) => o.right).length)), marks };
}

function pairs({ pairs: all }, given) {
  const marks = all.map((p) => mark(p, p.id in given, given[p.id] === p.option));
  return { score: marks.filter((m) => m.good).length / Math.max(1, all.length), marks };
}

// The share of the pairs of options that stand in the right order.
function order({ options }, given) {
  const places = given.map((id) => options.find((o) => o.id === id).place);
  let good = 0;
  let all = 0;
  places.forEach((place, i) => {
    for (const later of places.slice(i + 1)) {
      all++;
      if (place < later) good++;
    }
  });
  const marks = options.map((o) => mark(o, given.includes(o.id), given.indexOf(o.id) === o.place - 1));
  return { score: good / Math.max(1, all), marks };
}

function mark({ id, reason }, chosen, good) {
  return { id, chosen, good, reason };
}

/** Reads a whole number as people type it; null if it is none. */
export function readNumber(text) {
  const plain = text.trim().replace(/[−－]/g, "-").replace(/＋/g, "+")
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  const number = Number(plain);
  return /^[-+]?\d+$/.test(plain) && Math.abs(number) <= 2147483647 ? number : null;
}
