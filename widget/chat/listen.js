// Reads an answer aloud with a voice of the device itself; voices that need a server are not used, as they would hear.

const speech = window.speechSynthesis;
const SPOKEN_AS = { tl: ["tl", "fil"] };
let reading = null;

function localVoice(lang) {
  const codes = SPOKEN_AS[lang] || [lang];
  return speech && speech.getVoices().find((voice) =>
    voice.localService && codes.includes(voice.lang.toLowerCase().split(/[-_]/)[0]));
}

export function stopListening() {
  if (reading) reading();
  reading = null;
  if (speech) speech.cancel();
}

/** Reads the text; `ended` is called once, when it is over or stopped. */
function listen(text, lang, ended) {
  stopListening();
  const voice = localVoice(lang);
  if (!voice) return ended();
  reading = ended;
  const parts = text.split(/\n+/).filter(Boolean).map((part) => new SpeechSynthesisUtterance(part));
  parts.forEach((part) => {
    part.voice = voice;
    part.lang = voice.lang;
    speech.speak(part);
  });
  parts[parts.length - 1].onend = () => {
    if (reading === ended) stopListening();
  };
  return undefined;
}

/** Makes a button read `text`, and stop at a second press; the button is hidden while no voice is there. */
export function readAloud(button, text, lang, labels) {
  let on = false;
  button.addEventListener("click", () => {
    if (on) return stopListening();
    on = true;
    button.textContent = labels.stop;
    return listen(text, lang, () => {
      on = false;
      button.textContent = labels.start;
    });
  });
  const look = () => { button.hidden = !localVoice(lang); };
  look();
  if (speech && speech.addEventListener) speech.addEventListener("voiceschanged", look);
}
