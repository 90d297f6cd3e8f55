// Shows the chat beside a clinic's form as what is typed would make it.

const PAUSE = 700;

const look = document.getElementById("look");
const form = document.querySelector("form.entry");
let frame = look.querySelector("iframe");
let timer = 0;
let asked = 0;
let shown = "";

// The form holds more than the look of the chat: it is asked for anew only when something was changed.
function typed() {
  return new URLSearchParams(new FormData(form)).toString();
}

async function show() {
  const body = typed();
  if (body === shown) return;
  const number = (asked += 1);
  try {
    const response = await fetch(look.dataset.address, { method: "POST", body: new URLSearchParams(body) });
    if (!response.ok || number !== asked) return;
    const { link } = await response.json();
    if (!link) return;
    shown = body;
    // Without a trace in the history: the way back leads to where one came from.
    const next = frame.cloneNode();
    next.src = link;
    frame.replaceWith(next);
    frame = next;
    look.hidden = false;
  } catch {
    // The button shows the same, and saving does not depend on it.
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
});
// The button was pressed before this page came: what it shows is what is typed.
if (frame.src) shown = typed();
else show();
