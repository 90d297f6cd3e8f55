// Lays out what Faro says: its messages, the status card, the sources, the choices, and what can be done with an answer.
import { direction, page, say, writtenDate } from "./page.js";
import { button, cleanNodes, element, unseen } from "./nodes.js";
import { readAloud } from "./listen.js";
import { statusCard } from "./status.js";
import { announce } from "./announce.js";

/** Returns the article of a reply. `choose` is called with a choice, `ask` with words to send for the person. */
export function replyArticle(reply, choose, ask) {
  const article = element("article", { class: `faro ${reply.kind}`, lang: reply.lang, dir: direction(reply.lang), tabindex: "-1" });
  article.append(element("p", { class: "unseen", lang: page.lang }, say("faro")));
  const sources = [].concat(...reply.messages.map((message) => message.sources));
  // What belongs to one message stays with it: an answer in the middle of the risk check is followed by the question.
  const last = reply.messages.length - 1;
  const leaning = reply.messages.findIndex((message) => message.sources.length);
  reply.messages.forEach((message, number) => {
    article.append(element("div", { class: "message" }, ...cleanNodes(message.html)));
    if (reply.status && number === (leaning < 0 ? last : leaning)) article.append(statusCard(reply.status));
    if (message.sources.length) article.append(sourceList(message.sources));
    if (message.choices.length) article.append(choiceList(message.choices, choose));
  });
  if (reply.topic || reply.kind === "result") article.append(actions(article, reply, sources, ask));
  return article;
}

/** Returns the words of a reply for a reader, a clipboard or a voice. */
export function replyText(reply) {
  return reply.messages.map((message) => message.text).join("\n\n");
}

function sourceList(sources) {
  const list = element("ul");
  sources.forEach((source) => list.append(element("li", { dir: "auto" }, sourceName(source),
    ...(source.date ? [" ", element("time", { datetime: source.date, lang: page.lang, dir: "auto" }, `(${writtenDate(source.date)})`)] : []))));
  const summary = element("summary", { lang: page.lang }, say("sources", { count: sources.length }));
  return element("details", { class: "sources" }, summary, list);
}

function sourceName(source) {
  if (!/^https?:\/\//.test(source.url || "")) return source.title;
  return element("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" },
    source.title, unseen(` (${say("new_window")})`));
}

function choiceList(choices, choose) {
  const list = element("ul", { class: "choices", "aria-label": say("choices") });
  choices.forEach((choice) => list.append(element("li", {},
    button(choice.label, () => choose(choice.choice, choice.label), { dir: "auto" }))));
  return list;
}

function actions(article, reply, sources, ask) {
  const listenButton = button(say("listen"), () => {});
  readAloud(listenButton, replyText(reply), reply.lang, { start: say("listen"), stop: say("stop_listening") });
  const group = element("div", { class: "actions", role: "group", "aria-label": say("actions"), lang: page.lang, dir: direction(page.lang) });
  // The result of the risk check is no topic: there is no shorter version of it, and nothing more.
  const ofTopic = reply.topic ? [
    button(say("simpler"), () => ask(say("simpler_message")), { class: "of-the-last" }),
    button(say("more"), () => ask(say("more_message")), { class: "of-the-last" }),
  ] : [];
  group.append(
    ...ofTopic,
    listenButton,
    button(say("copy"), () => copy(withSources(reply, sources))),
    button(say("print"), () => print(article)),
  );
  return group;
}

function withSources(reply, sources) {
  const lines = sources.map((source) => [source.title, source.date, source.url].filter(Boolean).join(", "));
  return [replyText(reply), ...(lines.length ? [lines.join("\n")] : [])].join("\n\n");
}

async function copy(text) {
  let copied = false;
  try {
    await navigator.clipboard.writeText(text);
    copied = true;
  } catch (error) {
    copied = copyTheOldWay(text);
  }
  announce(say(copied ? "copied" : "copy_failed"));
}

function copyTheOldWay(text) {
  const before = document.activeElement;
  const field = element("textarea", { class: "unseen", "aria-hidden": "true" });
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before.focus();
  return copied;
}

function print(article) {
  const folded = Array.from(article.querySelectorAll("details:not([open])"));
  document.body.classList.add("prints-one");
  article.classList.add("printed");
  article.querySelectorAll(".sources").forEach((details) => { details.open = true; });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("prints-one");
    article.classList.remove("printed");
    folded.forEach((details) => { details.open = false; });
  }, { once: true });
  window.print();
}
