// Talks with the server: sends a message, asks for words, forgets. It keeps the conversation's key in memory only.
import { page, preview } from "./page.js";

const PATIENCE = 15000;

let key = null;
let generation = 0;
let chosenLanguage = null;

/** What went wrong with a request; `title` is the server's sentence about it, empty when none came. */
class RequestFault extends Error {
  constructor(title) {
    super("request");
    this.title = title;
  }
}

/** Sends {text} or {choice} and returns the reply; raises RequestFault. */
export async function converse(message) {
  const begun = generation;
  const reply = await request("/api/v1/chat", Object.assign({
    conversation: key, lang: chosenLanguage, clinic: page.clinic ? page.clinic.slug : null,
  }, message));
  // Forgotten while this was on its way: what the server began for it is to be forgotten too.
  if (generation !== begun) {
    forgetConversation(reply.conversation);
    throw new RequestFault("");
  }
  key = reply.conversation;
  if (preview) reply.messages = reply.messages.map(asPreviewed);
  return reply;
}

function asPreviewed(message) {
  const found = preview.instead.find((one) => one.of === message.text);
  return found ? found.message : message;
}

export function fetchPage(lang) {
  const clinic = page.clinic ? `&clinic=${encodeURIComponent(page.clinic.slug)}` : "";
  return request(`/chat/page?lang=${lang}${clinic}`);
}

export function fetchStatus() {
  return request(`/api/v1/status?lang=${page.lang}`);
}

export function chooseLanguage(lang) {
  chosenLanguage = page.languages[lang] && page.languages[lang].offered ? lang : null;
}

/** Ends the conversation and tells the server to forget it. Waits for nothing. */
export function forget() {
  generation += 1;
  if (key) forgetConversation(key);
  key = null;
}

function forgetConversation(conversation) {
  fetch("/api/v1/chat/forget", {
    method: "POST", keepalive: true, credentials: "omit", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ conversation }),
  }).catch(() => {});
}

async function request(path, body) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE);
  try {
    const options = { credentials: "omit", cache: "no-store", signal: controller.signal };
    // The page's language is only a hint, so that the server can still follow what the person writes in.
    options.headers = { "Accept-Language": page.lang };
    if (body) {
      options.method = "POST";
      options.headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    const response = await fetch(path, options);
    const data = await response.json();
    if (!response.ok) throw new RequestFault(data.title || "");
    return data;
  } catch (error) {
    throw error instanceof RequestFault ? error : new RequestFault("");
  } finally {
    clearTimeout(timer);
  }
}
