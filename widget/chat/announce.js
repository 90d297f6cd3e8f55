// Tells a screen reader what is new, through two status regions in turn, so that the same words are heard twice.

const regions = [document.getElementById("said-even"), document.getElementById("said-odd")];
let turn = 0;

export function announce(text, lang) {
  turn = 1 - turn;
  regions[1 - turn].textContent = "";
  regions[turn].lang = lang || document.documentElement.lang;
  regions[turn].textContent = text;
}
