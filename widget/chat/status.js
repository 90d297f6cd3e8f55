// The ruling status as a small card: what each channel's state is, its day, and a mark when nobody checked it lately.
import { page, say, writtenDate } from "./page.js";
import { element } from "./nodes.js";
import { fetchStatus } from "./server.js";

/** Returns the card for `status` of a reply; the sentences about who decided are asked for when it is opened. */
export function statusCard(status) {
  const lines = {};
  const list = element("ul");
  Object.keys(status.channels).forEach((channel) => {
    const state = status.channels[channel];
    const name = element("span", {}, say(`channel_${channel}`));
    lines[channel] = element("li", { class: `state-${state}` }, name, element("strong", {}, say(`state_${state}`)));
    list.append(lines[channel]);
  });
  const card = element("section", { class: "status", lang: page.lang, dir: page.languages[page.lang].dir },
    element("h2", {}, say("status")));
  if (status.as_of) card.append(element("p", { class: "as-of" }, say("status_checked", { date: writtenDate(status.as_of) })));
  if (status.overdue) card.append(element("p", { class: "overdue" }, say("status_overdue")));
  const who = element("details", {}, element("summary", {}, say("status_who")));
  who.addEventListener("toggle", () => {
    if (who.open && !who.dataset.asked) explain(who);
  });
  card.append(list, who);
  return card;
}

async function explain(who) {
  who.dataset.asked = "yes";
  who.querySelectorAll("p").forEach((line) => line.remove());
  try {
    const status = await fetchStatus();
    status.channels.forEach((channel) => who.append(element("p", { lang: status.lang }, channel.sentence)));
  } catch (error) {
    delete who.dataset.asked;
    who.append(element("p", {}, say("status_failed")));
  }
}
