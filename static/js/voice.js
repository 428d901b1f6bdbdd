// Asking by voice, where the browser can listen. What is heard goes into the field as it is spoken, and is asked like what is typed.

/** Offers the form's microphone. */
export function askByVoice(form) {
  const Recognition = self.SpeechRecognition || self.webkitSpeechRecognition;
  const button = form.querySelector("[data-voice]");
  if (!Recognition || !button) return;
  const field = form.elements.namedItem("q");
  const heard = document.getElementById("heard");
  let running = null;
  button.hidden = false;
  button.addEventListener("click", () => (running ? running.stop() : listen()));

  function listen() {
    running = new Recognition();
    running.lang = button.dataset.voice;
    running.interimResults = true;
    running.onresult = ({ results }) => {
      field.value = Array.from(results, (one) => one[0].transcript).join("");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    running.onerror = ({ error }) => end(reason(error));
    running.onend = () => running && end("");
    tell(heard.dataset.listening, true);
    try {
      running.start();
    } catch {
      end(heard.dataset.denied);
    }
  }

  function reason(error) {
    if (error === "aborted") return "";
    if (error === "network") return heard.dataset.line;
    if (error === "no-speech") return heard.dataset.nothing;
    return heard.dataset.denied;
  }

  function end(words) {
    running = null;
    tell(words, false);
  }

  function tell(words, listening) {
    heard.textContent = words;
    button.setAttribute("aria-pressed", listening);
  }
}
