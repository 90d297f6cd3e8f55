// The chat: puts what is said into the log, sends in order, keeps what could not be sent, and starts over.
import { guard } from "../guard.js";
import { page, preview, say, turnTo, writtenList, direction } from "./page.js";
import { button, cleanNodes, element } from "./nodes.js";
import { chooseLanguage, converse, fetchPage, forget } from "./server.js";
import { announce } from "./announce.js";
import { stopListening } from "./listen.js";
import { replyArticle, replyText } from "./reply.js";
import { leave, leaveOnThreeShifts, wipe } from "./leave.js";
import { listenToParent, tellParent } from "./panel.js";

const log = document.getElementById("log");
const question = document.getElementById("question");
const picker = document.getElementById("language");
const connection = document.getElementById("connection");
const urgent = document.getElementById("urgent");

let sending = Promise.resolve();
let conversationNumber = 0;
let lastTopic = null;
let languageWasPicked = false;

function greet() {
  log.append(replyArticle(page.greeting, choose, ask));
  if (preview) log.append(replyArticle(preview.reply, choose, ask));
}

function showUrgentCard() {
  const card = document.getElementById("urgent-card");
  card.textContent = "";
  if (page.urgent) {
    const words = element("div", { lang: page.urgent.lang, dir: direction(page.urgent.lang) });
    words.append(...cleanNodes(page.urgent.html));
    card.append(words);
  }
  if (page.clinic && page.clinic.phone) {
    const label = say("call_clinic", { clinic: page.clinic.name, phone: page.clinic.phone });
    card.append(element("a", { class: "call", href: `tel:${page.clinic.phone.replace(/[^+\d]/g, "")}` }, label));
  }
  if (page.clinic && page.clinic.languages.length) {
    card.append(element("p", { class: "hours" }, say("clinic_speaks", { languages: writtenList(page.clinic.languages) })));
  }
  if (page.clinic && page.clinic.hours) card.append(element("p", { class: "hours", dir: "auto" }, page.clinic.hours));
}

// What a person says: typed, chosen, or asked through a button.

function typed() {
  const { text, hidden } = guard(question.value);
  question.value = "";
  fitQuestion();
  if (!text) return;
  const bubble = ask(text);
  if (!hidden.length) return;
  const notice = say("hidden_notice", { kinds: writtenList(hidden.map((kind) => page.kinds[kind])) });
  bubble.append(element("p", { class: "notice", lang: page.lang, dir: direction(page.lang) }, notice));
  announce(notice);
}

function ask(text) {
  return send({ text }, text);
}

function choose(choice, label) {
  if (choice === "forget") return startOver();
  return send({ choice }, label);
}

function send(message, label) {
  const bubble = element("article", { class: "person", lang: "", tabindex: "-1" },
    element("p", { class: "unseen", lang: page.lang }, say("you")), element("p", { class: "said", dir: "auto" }, label));
  log.append(bubble);
  deliverInTurn(message, bubble);
  bringIntoView(bubble);
  return bubble;
}

function deliverInTurn(message, bubble) {
  const conversation = conversationNumber;
  showWaiting();
  sending = sending.then(async () => {
    // Started over while it waited for its turn: it belongs to a conversation that is gone.
    if (conversation !== conversationNumber) return;
    let reply = null;
    let fault = null;
    try {
      reply = await converse(message);
    } catch (error) {
      fault = error;
    }
    if (conversation !== conversationNumber) return;
    waitingFor -= 1;
    if (reply) await hear(reply, message, bubble);
    else offerAgain(message, bubble, fault.title || "");
    showOrHideWaiting();
  });
}

function offerAgain(message, bubble, reason) {
  const box = element("p", { class: "unsent", lang: page.lang, dir: direction(page.lang) }, `${reason || say("not_sent")} `);
  box.append(button(say("try_again"), () => {
    box.remove();
    log.append(bubble);
    bubble.focus();
    deliverInTurn(message, bubble);
  }));
  bubble.append(box);
  announce(reason || say("not_sent"));
  if (!reason) showOffline();
}

// What Faro says.

async function hear(reply, message, bubble) {
  if (connection.classList.contains("offline")) showOnline();
  lastTopic = reply.topic || lastTopic;
  await followLanguage(reply, message);
  log.querySelectorAll(".of-the-last").forEach((old) => old.remove());
  const article = replyArticle(reply, choose, ask);
  // Said after something newer was written: the answer belongs under its question.
  bubble.after(article);
  bringIntoView(bubble);
  announce(replyText(reply), reply.lang);
}

async function followLanguage(reply, message) {
  const chosenByButton = message.choice && message.choice.startsWith("lang:");
  if (reply.lang === page.lang || (languageWasPicked && !chosenByButton)) return;
  if (reply.lang_source !== "detected" && reply.lang_source !== "chosen") return;
  if (chosenByButton) chooseLanguage(reply.lang);
  try {
    speak(await fetchPage(reply.lang));
  } catch (error) {
    // The words around stay as they are; the answer itself is in the person's language.
  }
}

function speak(other) {
  turnTo(other);
  if (!Array.from(picker.options).some((option) => option.value === page.lang)) {
    picker.append(element("option", { value: page.lang, lang: page.lang }, page.languages[page.lang].name));
  }
  picker.value = page.lang;
  showUrgentCard();
}

async function pickLanguage() {
  const lang = picker.value;
  // A clinic that is not published yet is known to its own link alone.
  if (preview && preview.clinic) {
    location.search = `?lang=${lang}`;
    return;
  }
  try {
    speak(await fetchPage(lang));
  } catch (error) {
    picker.value = page.lang;
    announce(say("offline"));
    return;
  }
  languageWasPicked = true;
  chooseLanguage(lang);
  if (!log.querySelector(".person")) {
    log.textContent = "";
    greet();
    announce(page.languages[lang].name, lang);
  } else if (lastTopic && page.languages[lang].offered) {
    send({ choice: `topic:${lastTopic}` }, page.languages[lang].name);
  }
}

// Waiting, the connection, and where the eye is.

let waitingFor = 0;
const dots = element("p", { id: "waiting" }, element("span", { "data-say": "waiting" }));

function showWaiting() {
  waitingFor += 1;
  showOrHideWaiting();
  announce(say("waiting"));
}

function showOrHideWaiting() {
  dots.firstChild.textContent = say("waiting");
  if (waitingFor) log.append(dots);
  else dots.remove();
}

function showOffline() {
  connection.textContent = say("offline");
  connection.classList.add("offline");
  connection.hidden = false;
  urgent.open = true;
  document.body.classList.add("without-connection");
  announce(say("offline"));
}

function showOnline() {
  connection.classList.remove("offline");
  connection.hidden = true;
  document.body.classList.remove("without-connection");
  announce(say("online"));
}

function bringIntoView(node) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

// What sticks to the edges may cover less than half; past that, the message box scrolls with the rest.
function leaveRoom() {
  const sticks = document.querySelector(".tools").offsetHeight + document.getElementById("composer").offsetHeight;
  document.body.classList.toggle("crowded", sticks > window.innerHeight * 0.55);
}

function fitQuestion() {
  question.rows = Math.min(5, Math.max(1, question.value.split("\n").length, Math.ceil(question.value.length / 36)));
}

function startOver() {
  conversationNumber += 1;
  waitingFor = 0;
  lastTopic = null;
  sending = Promise.resolve();
  stopListening();
  forget();
  log.textContent = "";
  question.value = "";
  fitQuestion();
  greet();
  announce(say("deleted"));
  log.firstChild.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function closePanel() {
  stopListening();
  tellParent({ say: "close" });
}

function start() {
  const style = document.documentElement.style;
  style.setProperty("--accent", page.accent.dark);
  style.setProperty("--accent-on-dark", page.accent.light);
  showUrgentCard();
  greet();
  if (preview && !preview.clinic) bringIntoView(log.lastElementChild);
  document.getElementById("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    typed();
  });
  question.addEventListener("input", fitQuestion);
  question.addEventListener("keydown", (event) => {
    // While a Chinese or Korean word is being composed, Enter only ends the word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    typed();
  });
  picker.addEventListener("change", pickLanguage);
  document.getElementById("start-over").addEventListener("click", startOver);
  document.getElementById("leave").addEventListener("click", leave);
  document.getElementById("close").addEventListener("click", closePanel);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) closePanel();
  });
  leaveOnThreeShifts();
  listenToParent(() => log.lastElementChild.focus({ preventScroll: true }));
  window.addEventListener("offline", showOffline);
  window.addEventListener("online", showOnline);
  if (!navigator.onLine) showOffline();
  window.addEventListener("resize", leaveRoom);
  if (window.ResizeObserver) new ResizeObserver(leaveRoom).observe(document.getElementById("composer"));
  leaveRoom();
  // Whatever way the page is left, nothing of it may be found again by going back.
  window.addEventListener("pagehide", wipe);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

start();
