// Small parts of pages that are made in the browser. Texts are put in as texts, never as HTML.

/**
 * Makes an element.
 * @param {string} name
 * @param {Object} attributes by their names; className stands for class
 * @param {...(Node|string)} children
 */
export function build(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key === "className" ? "class" : key, value);
  made.append(...children);
  return made;
}

/** The page's own words of a name, with values in the place of {names}. */
export function word(name, values = {}) {
  const text = document.getElementById("words").content.querySelector('[data-word="' + name + '"]').textContent;
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}
