// Quick exit: wipes the page, forgets the conversation, and goes to a neutral page that takes this one's place.
import { page } from "./page.js";
import { forget } from "./server.js";
import { stopListening } from "./listen.js";
import { tellParent } from "./panel.js";

const SHIFTS = 3;
const SHIFTS_WITHIN = 2000;
const PARENT_PATIENCE = 150;

export function leave() {
  const exit = page.exit;
  wipe();
  // The clinic's page goes at once, and takes this frame with it. Where it does not, the frame itself makes it go.
  if (tellParent({ say: "leave", exit })) setTimeout(() => goTo(exit), PARENT_PATIENCE);
  else goTo(exit);
}

function goTo(exit) {
  try {
    window.top.location.replace(exit);
  } catch (error) {
    window.location.replace(exit);
  }
}

/** Empties the page at once, whatever the network does. */
export function wipe() {
  stopListening();
  document.documentElement.textContent = "";
  forget();
}

/** Leaves when Shift is pressed three times within two seconds and nothing else between. */
export function leaveOnThreeShifts() {
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const now = Date.now();
    presses = event.key === "Shift" ? presses.filter((at) => now - at < SHIFTS_WITHIN).concat(now) : [];
    if (presses.length === SHIFTS) leave();
  }, true);
}
