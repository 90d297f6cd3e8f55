// What came with the page: its words, its languages, the clinic, the greeting and the urgent card.

export let page = JSON.parse(document.body.dataset.page);

// One draft that this page alone shows, with what it would say instead of what is published; null everywhere else.
export const preview = page.preview || null;

// A date is written as the language writes it; two of ours have another name, or none, in a browser.
const DATE_LOCALES = { ht: "fr-HT", tl: "fil" };

/** Returns a sentence of the catalog with its named fields filled, each kept together in right-to-left text. */
export function say(key, values) {
  return page.words[key].replace(/\{(\w+)\}/g, (field, name) => `\u2068${values[name]}\u2069`);
}

export function writtenDate(day) {
  const format = { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(DATE_LOCALES[page.lang] || page.lang, format).format(new Date(day));
}

export function writtenList(items) {
  if (!Intl.ListFormat) return items.join(", ");
  return new Intl.ListFormat(DATE_LOCALES[page.lang] || page.lang).format(items);
}

export function direction(lang) {
  return page.languages[lang] ? page.languages[lang].dir : "auto";
}

/** Turns the whole page to another language's data. */
export function turnTo(other) {
  page = other;
  document.documentElement.lang = page.lang;
  document.documentElement.dir = direction(page.lang);
  document.title = say("title");
  document.querySelectorAll("[data-say]").forEach((node) => { node.textContent = say(node.dataset.say); });
  document.querySelectorAll("[data-say-label]").forEach((node) => {
    node.setAttribute("aria-label", say(node.dataset.sayLabel));
  });
  document.querySelectorAll("[data-say-title]").forEach((node) => { node.title = say(node.dataset.sayTitle); });
  document.getElementById("tagline").textContent = page.clinic ? page.clinic.name : say("tagline");
}
