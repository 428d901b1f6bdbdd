// The playbook's ranker without a server: the same rules as package search on the same machine's figures, rounded (see
// search/pocket.go). It knows no pinyin and gives no reasons.
import { stem } from "./stem.js";

const HAN1 = 0;
const STEM = 3;
const STEMS = 4;
const LETTERS = 5;
const MOST_TERMS = 3000;
const MOST_WORD = 32;

const han = /\p{Script=Han}/u;
const letter = /\p{L}/u;
const kept = /[\p{N}\p{M}]/u;
const dropped = /[\p{Cf}'’‘]/u;
const bytes = new TextEncoder();

/**
 * Reads a pocket.
 * @param {ArrayBuffer} buffer
 * @returns {{ask: function(string, number): {verdict: string, outside: number, matches: {card: string, confidence: number}[]}}}
 */
export function readPocket(buffer) {
  const size = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
  let at = 4 + size;
  const take = (make, n, width) => {
    const part = make(buffer.slice(at, at + n * width));
    at += n * width;
    return part;
  };
  const keys = take((b) => new Uint32Array(b), head.terms, 4);
  const weighs = take((b) => new Uint8Array(b), head.terms, 1);
  const odds = take((b) => new Int8Array(b), head.terms, 1);
  const counts = take((b) => new Uint8Array(b), head.terms, 1);
  const classes = take((b) => new Uint16Array(b), head.weights, 2);
  const values = take((b) => new Int8Array(b), head.weights, 1);
  const first = new Uint32Array(head.terms + 1);
  for (let i = 0; i < head.terms; i++) first[i + 1] = first[i] + counts[i];
  const simplified = new Map();
  const pairs = [...head.simplified];
  for (let i = 0; i < pairs.length; i += 2) simplified.set(pairs[i], pairs[i + 1]);

  function find(key) {
    let from = 0;
    let to = head.terms;
    while (from < to) {
      const mid = (from + to) >>> 1;
      if (keys[mid] < key) from = mid + 1;
      else to = mid;
    }
    return keys[from] === key && from < head.terms ? from : -1;
  }

  // The known terms of a text by their places, and how many of its words nobody has used.
  function features(question) {
    const known = new Map();
    let words = 0;
    let strange = 0;
    for (const { kind, text } of termsOf(fold(question, simplified))) {
      const place = find(keyOf(kind, text));
      if (place >= 0) known.set(place, kind);
      if (kind === STEM || kind === HAN1 + 1) {
        words++;
        if (place < 0) strange++;
      }
    }
    return { known, words, newness: strange / (words + 1) };
  }

  function scores(known) {
    const score = new Float64Array(head.classes.length);
    let sum = 0;
    for (const place of known.keys()) {
      const weigh = weighs[place] * head.weigh_unit;
      sum += weigh * weigh;
      for (let i = first[place]; i < first[place + 1]; i++) score[classes[i]] += weigh * values[i] * head.unit;
    }
    return score.map((s) => (s * head.sharpness) / Math.sqrt(sum));
  }

  // How probable it is that no card answers, as model.outside has it.
  function outsideOf({ known, words, newness }, none, best) {
    const [rest, byModel, byBest, byNew, byWords, byMoreWords, byLength, byLonger] = head.outside;
    let sum = 0;
    let n = 0;
    for (const [place, kind] of known) {
      if (kind === HAN1 || kind === LETTERS) continue;
      sum += odds[place] * head.odds_unit;
      n++;
    }
    const length = Math.log(words + 1);
    const score = rest + byModel * none + byBest * Math.log(best) + byNew * newness +
      ((byWords + byMoreWords * length) * sum) / Math.sqrt(n + 1) + (byLength + byLonger * length) * length;
    return 1 / (1 + Math.exp(-score));
  }

  function verdictOf(probability, best, outside) {
    const [outsideFrom, weakBelow, closeShare, unsureBelow] = head.verdict;
    const [a, b] = best.map((c) => probability[c]);
    if (outside >= outsideFrom || a < weakBelow) return "outside";
    return b >= closeShare * a || a * (1 - outside) < unsureBelow ? "unsure" : "answered";
  }

  function ask(question, limit) {
    const f = features(question);
    if (f.known.size === 0) return { verdict: "outside", outside: 1, matches: [] };
    const score = scores(f.known);
    const cards = score.slice(0, -1);
    const top = Math.max(...cards);
    const share = cards.map((s) => Math.exp(s - top));
    const sum = share.reduce((a, b) => a + b, 0);
    const probability = share.map((s) => s / sum);
    const best = [...probability.keys()].sort((a, b) => probability[b] - probability[a]).slice(0, Math.max(limit, 2));
    const outside = outsideOf(f, score[cards.length] - top - Math.log(sum), probability[best[0]]);
    return {
      verdict: verdictOf(probability, best, outside),
      outside,
      matches: best.slice(0, limit).map((c) => ({ card: head.classes[c], confidence: probability[c] * (1 - outside) })),
    };
  }
  return { ask };
}

// The one form of a text, as search/text folds it.
function fold(s, simplified) {
  let out = "";
  for (const c of s.normalize("NFKC")) {
    if (dropped.test(c)) continue;
    if (letter.test(c)) out += (simplified.get(c) || c).toLowerCase();
    else out += kept.test(c) ? c : " ";
  }
  return out.normalize("NFKC");
}

// The terms of a folded text: characters and their pairs and triples, stems and their pairs, groups of letters.
function termsOf(folded) {
  const terms = [];
  const add = (kind, text) => terms.length < MOST_TERMS && terms.push({ kind, text });
  let before = "^";
  for (const run of runsOf(folded)) {
    if (han.test(run)) {
      const all = [...run];
      all.forEach((c, i) => {
        add(HAN1, c);
        for (let n = 2; n <= 3; n++) if (i >= n - 1) add(HAN1 + n - 1, all.slice(i - n + 1, i + 1).join(""));
      });
      continue;
    }
    const one = stem(run);
    add(STEM, one);
    add(STEMS, before + " " + one);
    before = one;
    const marked = [..."^" + run + "$"].slice(0, MOST_WORD - 1);
    for (let n = 3; n <= 5; n++) for (let i = 0; i + n <= marked.length; i++) add(LETTERS, marked.slice(i, i + n).join(""));
  }
  return terms;
}

// Runs of Chinese characters, and words of other scripts.
function runsOf(folded) {
  return folded.match(/\p{Script=Han}+|[^\p{Script=Han}\s]+/gu) || [];
}

// The lower half of a term's key: FNV-1a over its kind and text.
function keyOf(kind, text) {
  let h = Math.imul(0x84222325 ^ kind, 0x1b3);
  for (const b of bytes.encode(text)) h = Math.imul(h ^ b, 0x1b3);
  return h >>> 0;
}
