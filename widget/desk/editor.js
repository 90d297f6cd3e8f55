// Inserts places into the text, asks what the checks say while one types, and warns before unsaved words are left.

const PAUSE = 700;

const form = document.querySelector("form.editor");
const checks = document.getElementById("checks");
let lastField = document.getElementById("body");
let timer = 0;
let asked = 0;
let saved = true;

function insert(place) {
  lastField.setRangeText(place, lastField.selectionStart, lastField.selectionEnd, "end");
  lastField.focus();
  lastField.dispatchEvent(new Event("input", { bubbles: true }));
}

function show(list, lines) {
  list.replaceChildren(...lines.map((line) => {
    const item = document.createElement("li");
    item.dir = "auto";
    item.textContent = line;
    return item;
  }));
}

async function check() {
  const number = (asked += 1);
  try {
    const response = await fetch(checks.dataset.address, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!response.ok || number !== asked) return;
    const said = await response.json();
    const summary = document.getElementById("checks-summary");
    if (summary.textContent !== said.summary) summary.textContent = said.summary;
    show(document.getElementById("checks-problems"), said.problems);
    show(document.getElementById("checks-measures"), said.measures);
  } catch {
    // The button asks the same, and saving does not depend on it.
  }
}

form.addEventListener("input", () => {
  saved = false;
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
});
form.addEventListener("submit", () => { saved = true; });
window.addEventListener("beforeunload", (event) => {
  if (!saved) event.preventDefault();
});
["short", "body"].forEach((name) => {
  const field = document.getElementById(name);
  field.addEventListener("focus", () => { lastField = field; });
});
document.querySelectorAll("[data-place]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => insert(button.dataset.place));
});
