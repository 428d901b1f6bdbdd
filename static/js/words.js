// What can be done with words to say: copy them, or show them so large that a customer can read them across the counter.

/** Serves every copy button and show link under root, also those that come later. */
export function spokenWords(root) {
  root.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) copyWords(copy);
    const say = event.target.closest("[data-say]");
    if (say && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      showLarge(say);
    }
  });
  root.addEventListener("replaced", (event) => offerCopy(event.target));
  offerCopy(root);
}

// Copying needs a secure address; where it cannot work, the button is not offered.
function offerCopy(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
}

async function copyWords(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return;
  }
  const label = button.getAttribute("aria-label");
  button.classList.add("done");
  button.setAttribute("aria-label", button.dataset.copied);
  setTimeout(() => {
    button.classList.remove("done");
    button.setAttribute("aria-label", label);
  }, 1500);
}

function showLarge(link) {
  const over = document.createElement("div");
  over.className = "say-over";
  over.setAttribute("role", "dialog");
  over.setAttribute("aria-modal", "true");
  over.setAttribute("aria-label", link.getAttribute("aria-label"));
  const words = document.createElement("div");
  words.className = "large";
  const text = document.createElement("p");
  text.textContent = link.dataset.say;
  const lang = link.closest("[lang]");
  if (lang) text.lang = lang.lang;
  words.append(text);
  const close = document.createElement("button");
  close.className = "button";
  close.type = "button";
  close.textContent = link.dataset.close;
  over.append(words, close);

  const end = () => {
    over.remove();
    document.removeEventListener("keydown", onKey);
    link.focus();
  };
  const onKey = (event) => {
    if (event.key === "Escape") end();
    if (event.key === "Tab") {
      event.preventDefault();
      close.focus();
    }
  };
  over.addEventListener("click", end);
  document.addEventListener("keydown", onKey);
  document.body.append(over);
  close.focus();
}
