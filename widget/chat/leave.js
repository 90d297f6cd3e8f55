// Quick exit: wipes the page, forgets the conversation, and goes to a neutral page that takes this one's place.
import { page } from "./page.js";
import { forget } from "./server.js";
import { stopListening } from "./listen.js";
import { tellParent } from "./panel.js";

const SHIFTS = 3;
const SHIFTS_WITHIN = 2000;

export function leave() {
  const exit = page.exit;
  wipe();
  tellParent({ say: "leave", exit });
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
