// Stems of English words, by the Porter2 algorithm (snowballstem.org), as the server makes them.

const V = "[aeiouy]";
const C = "[^aeiouy]";

const WHOLE = new Map(Object.entries({
  skis: "ski", skies: "sky", dying: "die", lying: "lie", tying: "tie", idly: "idl", gently: "gentl", ugly: "ugli", early: "earli",
  only: "onli", singly: "singl", sky: "sky", news: "news", howe: "howe", atlas: "atlas", cosmos: "cosmos", bias: "bias", andes: "andes",
}));
const LEFT = new Set(["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"]);

const STEP2 = [
  ["ational", "ate"], ["fulness", "ful"], ["iveness", "ive"], ["ization", "ize"], ["ousness", "ous"], ["biliti", "ble"],
  ["lessli", "less"], ["tional", "tion"], ["alism", "al"], ["aliti", "al"], ["ation", "ate"], ["entli", "ent"], ["fulli", "ful"],
  ["iviti", "ive"], ["ousli", "ous"], ["abli", "able"], ["alli", "al"], ["anci", "ance"], ["ator", "ate"], ["enci", "ence"],
  ["izer", "ize"], ["bli", "ble"], ["ogi", "og", /l$/], ["li", "", /[cdeghkmnrt]$/],
];
const STEP3 = [
  ["ational", "ate"], ["tional", "tion"], ["alize", "al"], ["icate", "ic"], ["iciti", "ic"], ["ative", "", null, true], ["ical", "ic"],
  ["ness", ""], ["ful", ""],
];
const STEP4 = [
  ["ement", ""], ["able", ""], ["ance", ""], ["ence", ""], ["ible", ""], ["ment", ""], ["ant", ""], ["ate", ""], ["ent", ""],
  ["ion", "", /[st]$/], ["ism", ""], ["iti", ""], ["ive", ""], ["ize", ""], ["ous", ""], ["al", ""], ["er", ""], ["ic", ""],
];

const short = new RegExp(`(^|${C})${V}[^aeiouywxY]$|^${V}${C}$`);
const hasVowel = new RegExp(V);

/** Gives the stem of a word in small letters; words of other scripts come back as they are. */
export function stem(word) {
  if (word.length < 3) return word;
  if (WHOLE.has(word)) return WHOLE.get(word);
  let w = word.replace(/^y/, "Y").replace(new RegExp(`(${V})y`, "g"), "$1Y");
  const region = (from) => {
    const found = new RegExp(`${V}${C}`).exec(w.slice(from));
    return found ? from + found.index + 2 : w.length;
  };
  const special = /^(gener|commun|arsen)/.exec(w);
  const r1 = special ? special[0].length : region(0);
  const r2 = region(r1);

  // Replaces the longest ending of a list, if it lies in the region and what stands before it fits.
  const replace = (list, from) => {
    const rule = list.find(([end]) => w.endsWith(end));
    if (!rule) return;
    const [end, by, before, inR2] = rule;
    const at = w.length - end.length;
    if (at >= from && (!before || before.test(w.slice(0, at))) && (!inR2 || at >= r2)) w = w.slice(0, at) + by;
  };

  if (w.endsWith("sses")) w = w.slice(0, -2);
  else if (/ie[ds]$/.test(w)) w = w.slice(0, w.length > 4 ? -2 : -1);
  else if (/s$/.test(w) && !/[us]s$/.test(w) && hasVowel.test(w.slice(0, -2))) w = w.slice(0, -1);
  if (LEFT.has(w)) return w;

  const past = /(eedly|eed|ingly|edly|ing|ed)$/.exec(w);
  if (past && past[0].startsWith("ee")) {
    if (past.index >= r1) w = w.slice(0, past.index) + "ee";
  } else if (past && hasVowel.test(w.slice(0, past.index))) {
    w = w.slice(0, past.index);
    if (/(at|bl|iz)$/.test(w)) w += "e";
    else if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(w)) w = w.slice(0, -1);
    else if (r1 >= w.length && short.test(w)) w += "e";
  }
  if (new RegExp(`.${C}[yY]$`).test(w)) w = w.slice(0, -1) + "i";
  replace(STEP2, r1);
  replace(STEP3, r1);
  replace(STEP4, r2);
  const last = w.length - 1;
  if (w.endsWith("e") && (last >= r2 || (last >= r1 && !short.test(w.slice(0, -1))))) w = w.slice(0, -1);
  else if (w.endsWith("ll") && last >= r2) w = w.slice(0, -1);
  return w.replace(/Y/g, "y");
}
