// Hides numbers and addresses before a message leaves the browser, by the same rules as faro/chat/guard.py.
//
// The rules and their names are those of that file, where each is explained. Old phones know no look-behind, so what
// may not stand before a match is a pattern of its own.

const MASK = "…";
const LONGEST = 2000;
const INVISIBLE = /[\u115f\u1160\u3164\uffa0\u17b4\u17b5]/;
const KEPT_CONTROLS = "\n\t";
// Digits in circles and of four scripts that have no compatible plain form: first code point, its value, how many.
const LONE_DIGITS = [
  [0x1369, 1, 9], [0x19da, 1, 1], [0x24f5, 1, 9], [0x24ff, 0, 1], [0x2776, 1, 9], [0x2780, 1, 9], [0x278a, 1, 9],
  [0x10a40, 1, 4], [0x10e60, 1, 9], [0x11052, 1, 9],
];

const raw = String.raw;
const WORD = raw`\p{L}\p{N}_`;
const BETWEEN = raw`[^\p{L}\p{N}$€£%?!"<>@]`;
const AFTER_ASCII = /[A-Za-z0-9]$/;
const AFTER_DIGIT = /\d$/;
const AFTER_ANY = new RegExp(raw`[${WORD}]$`, "u");
const AFTER_A_WORD = new RegExp(raw`(?:(?![\u3400-\u9fff\uac00-\ud7a3])[${WORD}]|[${WORD}]\()$`, "u");

const AT = raw`(?:\s?@\s?|\s?[(\[]\s?(?:at|arroba)\s?[)\]]\s?|\sarroba\s)`;
const END_OF_WORD = raw`(?![${WORD}])`;
const DOT =
  raw`(?:\s?\.(?:\s(?=(?:com|net|org|edu|gov|info|mx|us|co|gt|sv|hn)${END_OF_WORD}))?|` +
  raw`\s?[(\[]\s?dot\s?[)\]]\s?|\spunto\s)`;
const EMAIL = new RegExp(raw`[${WORD}.+'’%\-]{1,64}${AT}[${WORD}\-]{1,63}(?:${DOT}[${WORD}\-]{1,63}){1,4}`, "giu");
const ALIEN_NUMBER = new RegExp(
  raw`(?:A${BETWEEN}{0,3}|a(?!\s)${BETWEEN}{0,3})(?:\d${BETWEEN}{0,2}){6,8}\d(?!\d)`, "gu");
const PASSPORT_JOINED = new RegExp(
  raw`(?:[A-Za-z]{1,2}\d{6,9}[A-Za-z]?|\d{2}[A-Za-z]{2}\d{5}|[A-Za-z]\d{3}[A-Za-z]\d{4})(?![A-Za-z0-9])`, "g");
const PASSPORT_APART = new RegExp(
  raw`[A-Z]{1,2}${BETWEEN}{1,2}(\d(?:${BETWEEN}?\d){5,8})(?![A-Za-z0-9])`, "gu");
const DIGIT_RUN = new RegExp(raw`\+?\(?\d(?:${BETWEEN}{0,4}\d){6,}`, "gu");
const FORM_LETTER = /(?:^|[^A-Za-z0-9])[WIN]-\n?$/i;
const FORM_NUMBER = /^(\d{1,3}[\s,]{1,2})(\(?\d[^]*)$/;
const CHINESE_DIGIT = "[〇零一二三四五六七八九]";
const CHINESE_RUN = new RegExp(`${CHINESE_DIGIT}(?:${BETWEEN}{0,2}${CHINESE_DIGIT}){6,}`, "gu");

const YEAR = raw`(?:19|20)\d\d(?:[\-–\/]\d\d(?!\d))?`;
const DATE = raw`(?:\d{1,2}[\/.\-]\d{1,2}[\/.\-](?:\d{4}|\d{2})|(?:19|20)\d\d[\/.\-]\d{1,2}[\/.\-]\d{1,2})`;
const GROUPED = raw`(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?)`;
const FORM_OR_SECTION =
  "(?:1040|1065|1095|1098|1099|1120|2848|3949|4134|4506|4868|5564|6103|7213|7216|7431|7602|7803|8332|8379|8802|8821|" +
  "8822|8843|8857|8862|8867|8879|8962|9465|433|656|911|941|843)";
const DAY_AND_YEAR = raw`\d{1,2},\s(?:19|20)\d\d`;
const HARMLESS = raw`(?:${DATE}|${DAY_AND_YEAR}|${GROUPED}|${YEAR}|${FORM_OR_SECTION})(?!\d)`;
const HARMLESS_LIST = whole(raw`${HARMLESS}(?:[\s,;\/()–—\-]{1,3}${HARMLESS})*`);
const NINE_IN_THREES = whole(raw`\d{3}[,.]\d{3}[,.](?!000)\d{3}`);
const SHORT_LIST = whole(raw`(?!\d(?:,\s\d)+$)\d{1,3}(?:[,;]\s\d{1,3})+`);
const ROUND = whole(raw`\d{1,4}0{5,}`);

const TAX_NUMBER = raw`(?:\d{3}([ .\-]?)\d{2}\1\d{4}|\d{2}-\d{7})`;
const CARD = raw`(?:\d{4}([ .\-]?)\d{4}\2\d{4}\2\d{4}|\d{4}([ .\-]?)\d{6}\3\d{5}|\d{13,19})`;
const PHONE = raw`(?:(?:\+?\d{1,3}[ .\-]?)?\(?\d{3}\)?[ .\-]?\d{3}[ .\-]?\d{4})`;
const ONE_NUMBER = new RegExp(raw`(?:${TAX_NUMBER}|${CARD}|${PHONE}|${HARMLESS})(?!\d)`, "uy");
const APART = /\s?[,;/\n]\s?|\s[–—-]\s|\s/y;

const NOT_A_STREET =
  "the|a|an|this|that|any|my|your|our|his|her|their|its|other|one|same|what|which|no|every|by|in|of|to|for|and|or|with|" +
  "is|was|did|do|does|can|will|federal|district|supreme|immigration|appeals|appellate|tax|circuit|us|state|criminal|" +
  "family|claims|min|mins|minute|minutes|mile|miles|hour|hours|day|days|week|weeks|month|months|year|years|people|" +
  "times|when|if|because|how|there|from|only|best|safe|right|easy|different|first|last";
const STREET_WORDS =
  "street|st|avenue|ave|av|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|way|parkway|pkwy|highway|hwy|" +
  "terrace|circle|cir|trail|square";
const UNIT = raw`(?:,?\s*(?:apt|apartment|apto|unit|suite|ste|depto|#)\.?\s*#?[${WORD}]{1,6})?`;
const LETTER = raw`[\p{L}\p{Nl}\p{No}]`;
const STREET_FIRST = new RegExp(
  raw`\d{1,6}[A-Za-z]?,?\s+(?:[NSEW]\.?\s+)?` +
  raw`(?:(?!(?:${NOT_A_STREET})${END_OF_WORD})(?:${LETTER}[${WORD}'’.\-]{0,24}|\d{1,3}(?:st|nd|rd|th))\s+){1,5}` +
  raw`(?:${STREET_WORDS})${END_OF_WORD}\.?${UNIT}`, "giu");
const STREET_SECOND = new RegExp(
  raw`\d{1,5}(?:\s?(?:bis|ter)|[A-Za-z])?,?\s+(?:rue|impasse|allée|chemin|ri|đường|phố)\s+` +
  raw`(?:(?:de|du|des|la|le|les)\s+)*${LETTER}[${WORD}'’\-]{1,24}`, "giu");
const NOT_A_CALLE =
  "en|in|desde|hasta|por|para|y|o|a|el|los|con|que|si|no|pero|como|cuando|porque|donde|tiene|hay|son|está|es|dura|más|" +
  "mi|em|até|dans|depuis|et";
const NUMBER_SIGN = raw`(?:#|no\.?|n[°º]|núm\.?|número|д\.?)\s*`;
const STREET_LAST = new RegExp(
  raw`(?:calle|avenida|avda?\.?|av\.?|callejón|calzada|rua|travessa|rue|carrera|ulitsa|ул\.|улица)\s+` +
  raw`(?:(?:(?!(?:${NOT_A_CALLE})${END_OF_WORD})[\p{L}\p{N}][${WORD}'’.\-]{0,24},?\s+){1,5}(?:${NUMBER_SIGN})?\d{1,6}|` +
  raw`\d{1,4}\s*${NUMBER_SIGN}\d{1,4}|${NUMBER_SIGN}\d{1,6}|\d{3,6})(?:-\d{1,4})?${END_OF_WORD}${UNIT}`, "giu");
const STREET_CHINESE = /[\u4e00-\u9fff]{1,10}(?:路|街|大道|巷)\s?\d{1,5}\s?[号號]/g;
const STREET_KOREAN = /[\uac00-\ud7a3]{1,12}(?:대로|번길|길)\s?\d{1,4}/g;
const STREET_KOREAN_RO = new RegExp(
  raw`[\uac00-\ud7a3]{1,10}[\uac00-\uc73b\uc73d-\ud7a3]로\s?(?!(?:19|20)\d\d(?!\d))\d{2,4}` +
  raw`(?!\d|[,.]\d|\s?[년월일원달불명개번세시분주차년%])`, "g");
const POST_BOX = new RegExp(raw`P\.?\s?O\.?\s?Box\s+\d{1,6}${END_OF_WORD}`, "giu");
const STREETS = [
  [STREET_FIRST, AFTER_A_WORD], [STREET_SECOND, AFTER_A_WORD], [STREET_LAST, AFTER_A_WORD],
  [STREET_CHINESE, null], [STREET_KOREAN, null], [STREET_KOREAN_RO, null], [POST_BOX, AFTER_ANY],
];

/** Returns {text, hidden}: the message folded and masked, and the kinds of personal data that were in it. */
export function guard(text) {
  let folded = firstCharacters(fold(firstCharacters(text)));
  const hidden = new Set();

  const hide = (kind, pattern, notAfter) => {
    folded = substitute(folded, pattern, notAfter, () => {
      hidden.add(kind);
      return MASK;
    });
  };

  hide("email", EMAIL, null);
  folded = substitute(folded, ALIEN_NUMBER, AFTER_ASCII, (match) => {
    if (HARMLESS_LIST.test(match[0].slice(1).trim())) return match[0];
    hidden.add("a_number");
    return MASK;
  });
  hide("passport", PASSPORT_JOINED, AFTER_ASCII);
  folded = substitute(folded, DIGIT_RUN, AFTER_DIGIT, (match) => {
    const [shown, kinds] = withoutNumbers(match[0], match.input.slice(Math.max(0, match.index - 3), match.index));
    kinds.forEach((kind) => hidden.add(kind));
    return shown;
  });
  folded = substitute(folded, PASSPORT_APART, AFTER_ASCII, (match) => {
    if (HARMLESS_LIST.test(match[1]) || /^[WIN]-/.test(match[0])) return match[0];
    hidden.add("passport");
    return MASK;
  });
  hide("ssn", CHINESE_RUN, null);
  STREETS.forEach(([pattern, notAfter]) => hide("address", pattern, notAfter));
  return { text: folded.trim(), hidden: [...hidden] };
}

/** Returns the text with compatible forms unified, every script's digits as 0-9, and nothing invisible in it. */
export function fold(text) {
  const unified = Array.from(text).filter((character) => !/^\p{Cs}$/u.test(character)).join("").normalize("NFKC");
  return Array.from(unified).map(plainCharacter).join("");
}

function firstCharacters(text) {
  return Array.from(text).slice(0, LONGEST).join("");
}

function plainCharacter(character) {
  const code = character.codePointAt(0);
  if (code >= 32 && code < 127) return character;
  if (/\p{Nd}/u.test(character)) return String(digitValue(code));
  const lone = LONE_DIGITS.find(([first, , count]) => code >= first && code < first + count);
  if (lone) return String(lone[1] + code - lone[0]);
  if (/\p{C}/u.test(character) && !KEPT_CONTROLS.includes(character)) return "";
  return INVISIBLE.test(character) ? "" : character;
}

// Every script has its ten digits one after the other, so the value is how far the zero is behind.
function digitValue(code) {
  let behind = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - behind - 1))) behind += 1;
  return behind % 10;
}

function whole(source) {
  return new RegExp(`^(?:${source})$`, "u");
}

function substitute(text, pattern, notAfter, replace) {
  let result = "";
  let end = 0;
  let match;
  pattern.lastIndex = 0;
  while ((match = pattern.exec(text))) {
    const before = text.slice(Math.max(0, match.index - 3), match.index);
    if (notAfter && notAfter.test(before)) {
      pattern.lastIndex = match.index + String.fromCodePoint(text.codePointAt(match.index)).length;
      continue;
    }
    result += text.slice(end, match.index) + replace(match);
    end = match.index + match[0].length;
  }
  return result + text.slice(end);
}

function withoutNumbers(run, before) {
  if (isHarmless(run, before)) return [run, []];
  const form = FORM_LETTER.test(before) && FORM_NUMBER.exec(run);
  if (form) {
    const [shown, kinds] = withoutNumbers(form[2], "");
    if (kinds.length || isHarmless(form[2], "")) return [form[1] + shown, kinds];
  }
  const parts = wholeNumbers(run);
  if (!parts.length) {
    const kind = numberKind(run);
    return kind ? [MASK, [kind]] : [run, []];
  }
  const found = [];
  const pieces = parts.map(([part, isNumber]) => {
    const kind = isNumber && !isHarmless(part, "") ? numberKind(part) : null;
    if (kind) found.push(kind);
    return kind ? MASK : part;
  });
  return [pieces.join(""), found];
}

function isHarmless(run, before) {
  if (NINE_IN_THREES.test(run) && !before.endsWith("$")) return false;
  return HARMLESS_LIST.test(run.trim()) || SHORT_LIST.test(run) || ROUND.test(run);
}

function wholeNumbers(run) {
  const parts = [];
  let at = 0;
  for (;;) {
    ONE_NUMBER.lastIndex = at;
    const number = ONE_NUMBER.exec(run);
    if (!number) return [];
    parts.push([number[0], true]);
    at += number[0].length;
    if (at === run.length) return parts;
    APART.lastIndex = at;
    const between = APART.exec(run);
    if (!between) return [];
    parts.push([between[0], false]);
    at += between[0].length;
  }
}

function numberKind(run) {
  const groups = run.match(/\d+/g);
  const sizes = groups.map((group) => group.length);
  const digits = groups.join("");
  const shape = sizes.join("-");
  if (run.startsWith("+") && digits.length <= 15) return "phone";
  if (digits.length >= 13) return "card";
  if (digits.length >= 10) return "phone";
  if (digits.length === 9) {
    if (shape === "5-4") return "address";
    if (shape === "2-7") return "ein";
    return digits[0] === "9" ? "itin" : "ssn";
  }
  if (digits.length === 8 && (groups.length === 1 || groups.length > 3)) return "ssn";
  return shape === "3-4" ? "phone" : null;
}
