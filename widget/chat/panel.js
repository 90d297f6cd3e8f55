// Speaks with the clinic's page around this frame: only with the one parent, and only where the clinic's origin is known.
import { page } from "./page.js";

let parentOrigin = null;

/** Tells the clinic's page something, once it has greeted from an origin that the store names; returns whether. */
export function tellParent(message) {
  if (parentOrigin) window.parent.postMessage(Object.assign({ from: "faro" }, message), parentOrigin);
  return Boolean(parentOrigin);
}

/** Calls `shown` each time the panel is opened; the close button appears once there is somebody to close it. */
export function listenToParent(shown) {
  if (window.parent === window) return;
  window.addEventListener("message", (event) => {
    // Our own pages, such as /demo, may hold the chat too: headers.py decides which of them can.
    const known = page.origins.includes(event.origin) || event.origin === window.location.origin;
    if (event.source !== window.parent || !known) return;
    if (!event.data || event.data.to !== "faro") return;
    parentOrigin = event.origin;
    document.getElementById("close").hidden = false;
    tellParent({ say: "ready", exit: page.exit });
    if (event.data.say === "shown") shown();
    if (event.data.say === "leave") document.getElementById("leave").click();
  });
}
