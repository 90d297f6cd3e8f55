// Adds one button to a clinic's page; when it is pressed, Faro opens in a frame that the page's scripts cannot read.
(function () {
  "use strict";
  const script = document.currentScript || document.querySelector("script[data-clinic][src$='/widget.js']");
  const earlier = document.querySelector("[data-faro]");
  if (!script || (earlier && earlier.isConnected)) return;

  const HOST = new URL(script.src).origin;
  const LABELS = "@LABELS@";
  const RIGHT_TO_LEFT = "@RIGHT_TO_LEFT@";
  const wished = [script.dataset.lang, document.documentElement.lang, navigator.language];
  const lang = wished.map((code) => (code || "").slice(0, 2).toLowerCase()).find((code) => LABELS[code]) || "en";
  const narrow = window.matchMedia("(max-width: 640px), (max-height: 480px)");

  let frame = null;
  let isOpen = false;
  let isLoaded = false;
  let exit = null;
  let shifts = [];

  const make = (tag, style, properties) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.style.cssText = style;
    return made;
  };

  const host = make("div", "");
  host.dataset.faro = "";
  const button = make(
    "button",
    "position:fixed;inset-block-end:16px;inset-inline-end:16px;z-index:2147483000;min-height:48px;min-width:48px;" +
      "max-width:calc(100vw - 32px);padding:12px 20px;border:2px solid #fff;border-radius:28px;background:#1b2b4b;color:#fff;" +
      "font:600 16px/1.3 system-ui,sans-serif;text-align:start;cursor:pointer;box-shadow:0 2px 10px rgba(0,0,0,.35)",
    { type: "button" }
  );
  // The words have a direction of their own; the button's place follows the clinic's page.
  button.append(make("span", "", { textContent: LABELS[lang][0], lang, dir: RIGHT_TO_LEFT.includes(lang) ? "rtl" : "ltr" }));
  const dialog = make("dialog", "display:none");
  dialog.setAttribute("role", "dialog");
  dialog.setAttribute("aria-label", LABELS[lang][1]);
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");

  const layOut = () => {
    dialog.style.cssText =
      "position:fixed;margin:0;padding:0;overflow:hidden;z-index:2147483001;background:#faf6ef;max-width:none;max-height:none;" +
      (narrow.matches
        ? "inset:0;width:100%;height:100%;border:0;"
        : "inset-block:auto 16px;inset-inline:auto 16px;width:420px;height:min(720px,calc(100vh - 32px));border:1px solid #85806f;" +
          "border-radius:16px;box-shadow:0 8px 40px rgba(0,0,0,.4);") +
      `display:${isOpen ? "block" : "none"}`;
  };

  const tell = (what) => isLoaded && frame.contentWindow && frame.contentWindow.postMessage({ to: "faro", say: what }, HOST);

  const open = () => {
    if (isOpen) return;
    isOpen = true;
    if (!frame) {
      frame = make("iframe", "display:block;width:100%;height:100%;border:0", {
        title: LABELS[lang][1],
        referrerPolicy: "no-referrer",
        allow: "clipboard-write",
      });
      frame.setAttribute(
        "sandbox",
        "allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-top-navigation"
      );
      frame.addEventListener("load", () => {
        isLoaded = true;
        tell("shown");
      });
      frame.src = `${HOST}/chat?clinic=${encodeURIComponent(script.dataset.clinic || "")}&lang=${lang}`;
      dialog.append(frame);
    }
    layOut();
    button.setAttribute("aria-expanded", "true");
    if (narrow.matches) history.pushState(Object.assign({}, history.state, { faro: true }), "");
    // On a phone the page behind cannot be reached meanwhile; on a desktop it stays in use.
    if (dialog.show && !dialog.open) dialog[narrow.matches ? "showModal" : "show"]();
    frame.focus();
    tell("shown");
  };

  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    if (dialog.close && dialog.open) dialog.close();
    layOut();
    button.setAttribute("aria-expanded", "false");
    button.focus();
    if (history.state && history.state.faro) history.back();
  };

  const leave = () => {
    document.documentElement.hidden = true;
    document.documentElement.style.display = "none";
    host.remove();
    location.replace(exit);
  };

  button.addEventListener("click", open);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  narrow.addListener(layOut);
  addEventListener("popstate", () => host.isConnected && close());
  addEventListener("keydown", (event) => {
    if (!isOpen || !host.isConnected || event.repeat) return;
    if (event.key === "Escape") close();
    shifts = event.key === "Shift" ? shifts.filter((at) => Date.now() - at < 2000).concat(Date.now()) : [];
    if (shifts.length === 3 && exit) leave();
  });
  addEventListener("message", (event) => {
    const said = event.data;
    if (event.origin !== HOST || !frame || event.source !== frame.contentWindow || !said || said.from !== "faro") return;
    if (said.exit && said.exit.startsWith("https://")) exit = said.exit;
    if (said.say === "close") close();
    if (said.say === "leave" && exit) leave();
  });
  // Found again by going back: a page that was left must be seen again, without the conversation.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.documentElement.hidden = false;
    document.documentElement.style.display = "";
    host.remove();
  });

  const root = host.attachShadow({ mode: "open" });
  root.append(button, dialog);
  const add = () => document.querySelector("[data-faro]") || document.body.append(host);
  if (document.body) add();
  else addEventListener("DOMContentLoaded", add);
})();
