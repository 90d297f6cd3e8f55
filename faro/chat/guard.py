"""The guard: folds a message to plain characters and hides what could identify somebody, by its shape."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MASK = "…"
LONGEST = 2000
KEPT_CONTROLS = "\n\t"
# Letters by category, yet nothing is seen of them: fillers of Hangul, and two vowels of Khmer that are not written.
INVISIBLE_LETTERS = "\u115f\u1160\u3164\uffa0\u17b4\u17b5"

# What may stand between the digits of one number: anything but letters, digits, money signs and the end of a sentence.
BETWEEN = r"""(?:[^\w$€£%?!"<>@]|_)"""

AT, DOT = (
    r"(?:\s?@\s?|\s?[(\[]\s?(?:at|arroba)\s?[)\]]\s?|\sarroba\s)",
    # Phones put a space after a full stop; only before what ends an address is it one of an address.
    r"(?:\s?\.(?:\s(?=(?:com|net|org|edu|gov|info|mx|us|co|gt|sv|hn)(?!\w)))?|\s?[(\[]\s?dot\s?[)\]]\s?|\spunto\s)",
)
EMAIL = re.compile(rf"[\w.+'’%-]{{1,64}}{AT}[\w-]{{1,63}}(?:{DOT}[\w-]{{1,63}}){{1,4}}", re.IGNORECASE)

# A small "a" before a space is the Spanish and Portuguese preposition ("de 2022 a 2024").
ALIEN_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9])(?:A{BETWEEN}{{0,3}}|a(?!\s){BETWEEN}{{0,3}})(?:\d{BETWEEN}{{0,2}}){{6,8}}\d(?!\d)"
)

PASSPORT_JOINED = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]{1,2}\d{6,9}[A-Za-z]?|\d{2}[A-Za-z]{2}\d{5}|[A-Za-z]\d{3}[A-Za-z]\d{4})(?![A-Za-z0-9])"
)
PASSPORT_APART = re.compile(rf"(?<![A-Za-z0-9])[A-Z]{{1,2}}{BETWEEN}{{1,2}}(\d(?:{BETWEEN}?\d){{5,8}})(?![A-Za-z0-9])")

DIGIT_RUN = re.compile(rf"(?<!\d)\+?\(?\d(?:{BETWEEN}{{0,4}}\d){{6,}}")
# The name of a form (W-2, I-205, N-400) before another number is not the beginning of that number.
FORM_LETTER = re.compile(r"(?<![A-Za-z0-9])[WIN]-$", re.IGNORECASE)
FORM_NUMBER = re.compile(r"(\d{1,3}[\s,]{1,2})(\(?\d.*)", re.DOTALL)
CHINESE_DIGIT = "[〇零一二三四五六七八九]"
CHINESE_RUN = re.compile(rf"{CHINESE_DIGIT}(?:{BETWEEN}{{0,2}}{CHINESE_DIGIT}){{6,}}")

# Numbers that tax questions are full of. A run of digits made of these alone is harmless.
YEAR = r"(?:19|20)\d\d(?:[-–/]\d\d(?!\d))?"
DATE = r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|(?:19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2})"
GROUPED = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?)"
FORM_OR_SECTION = (
    r"(?:1040|1065|1095|1098|1099|1120|2848|3949|4134|4506|4868|5564|6103|7213|7216|7431|7602|7803|8332|8379|8802|8821|"
    r"8822|8843|8857|8862|8867|8879|8962|9465|433|656|911|941|843)"
)
DAY_AND_YEAR = r"\d{1,2},\s(?:19|20)\d\d"
HARMLESS = rf"(?:{DATE}|{DAY_AND_YEAR}|{GROUPED}|{YEAR}|{FORM_OR_SECTION})(?!\d)"
HARMLESS_LIST = re.compile(rf"{HARMLESS}(?:[\s,;/()–—-]{{1,3}}{HARMLESS})*")
# Nine digits in groups of three may be a tax number as well as an amount.
NINE_IN_THREES = re.compile(r"\d{3}[,.]\d{3}[,.](?!000)\d{3}")
# Amounts, ages and counts one after the other; digits one by one are no such list.
SHORT_LIST = re.compile(r"(?!\d(?:,\s\d)+$)\d{1,3}(?:[,;]\s\d{1,3})+")
ROUND = re.compile(r"\d{1,4}0{5,}")

# Whole numbers as people write them, so that two in one run are told apart, and a year beside one is kept.
TAX_NUMBER = r"(?:\d{3}([ .-]?)\d{2}\1\d{4}|\d{2}-\d{7})"
CARD = r"(?:\d{4}([ .-]?)\d{4}\2\d{4}\2\d{4}|\d{4}([ .-]?)\d{6}\3\d{5}|\d{13,19})"
PHONE = r"(?:(?:\+?\d{1,3}[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4})"
ONE_NUMBER = re.compile(rf"(?:{TAX_NUMBER}|{CARD}|{PHONE}|{HARMLESS})(?!\d)")
APART = re.compile(r"\s?[,;/\n]\s?|\s[–—-]\s|\s")

NOT_A_STREET = (
    r"the|a|an|this|that|any|my|your|our|his|her|their|its|other|one|same|what|which|no|every|by|in|of|to|for|and|or|with|"
    r"is|was|did|do|does|can|will|federal|district|supreme|immigration|appeals|appellate|tax|circuit|us|state|criminal|"
    r"family|claims|min|mins|minute|minutes|mile|miles|hour|hours|day|days|week|weeks|month|months|year|years|people|"
    r"times|when|if|because|how|there|from|only|best|safe|right|easy|different|first|last"
)
STREET_WORDS = (
    r"street|st|avenue|ave|av|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|way|parkway|pkwy|highway|hwy|"
    r"terrace|circle|cir|trail|square"
)
# Chinese and Korean put no space before a foreign word; "(2)" after a number belongs to a section of the law.
NOT_AFTER_A_WORD = r"(?<![^\W\u3400-\u9fff\uac00-\ud7a3])(?<!\w\()"
UNIT = r"(?:,?\s*(?:apt|apartment|apto|unit|suite|ste|depto|#)\.?\s*#?\w{1,6})?"
STREET_FIRST = re.compile(
    rf"{NOT_AFTER_A_WORD}\d{{1,6}}[A-Za-z]?,?\s+(?:[NSEW]\.?\s+)?"
    rf"(?:(?!(?:{NOT_A_STREET})\b)(?:[^\W\d_][\w'’.-]{{0,24}}|\d{{1,3}}(?:st|nd|rd|th))\s+){{1,5}}(?:{STREET_WORDS})\b\.?{UNIT}",
    re.IGNORECASE,
)
# French and Haitian streets, and Vietnamese ones, put the number first and the word for street second.
STREET_SECOND = re.compile(
    rf"{NOT_AFTER_A_WORD}\d{{1,5}}(?:\s?(?:bis|ter)|[A-Za-z])?,?\s+(?:rue|impasse|allée|chemin|ri|đường|phố)\s+"
    r"(?:(?:de|du|des|la|le|les)\s+)*[^\W\d_][\w'’-]{1,24}",
    re.IGNORECASE,
)
NOT_A_CALLE = (
    r"en|in|desde|hasta|por|para|y|o|a|el|los|con|que|si|no|pero|como|cuando|porque|donde|tiene|hay|son|está|es|dura|más|"
    r"mi|em|até|dans|depuis|et"
)
NUMBER_SIGN = r"(?:#|no\.?|n[°º]|núm\.?|número|д\.?)\s*"
STREET_LAST = re.compile(
    rf"{NOT_AFTER_A_WORD}(?:calle|avenida|avda?\.?|av\.?|callejón|calzada|rua|travessa|rue|carrera|ulitsa|ул\.|улица)\s+"
    rf"(?:(?:(?!(?:{NOT_A_CALLE})\b)[^\W_][\w'’.-]{{0,24}},?\s+){{1,5}}(?:{NUMBER_SIGN})?\d{{1,6}}|"
    rf"\d{{1,4}}\s*{NUMBER_SIGN}\d{{1,4}}|{NUMBER_SIGN}\d{{1,6}}|\d{{3,6}})(?:-\d{{1,4}})?\b{UNIT}",
    re.IGNORECASE,
)
STREET_CHINESE = re.compile(r"[\u4e00-\u9fff]{1,10}(?:路|街|大道|巷)\s?\d{1,5}\s?[号號]")
STREET_KOREAN = re.compile(r"[\uac00-\ud7a3]{1,12}(?:대로|번길|길)\s?\d{1,4}")
# "로" is also a particle, mostly as "으로", so what is counted or dated after it is no number of a house.
STREET_KOREAN_RO = re.compile(
    r"[\uac00-\ud7a3]{1,10}[\uac00-\uc73b\uc73d-\ud7a3]로\s?(?!(?:19|20)\d\d(?!\d))\d{2,4}(?!\d|[,.]\d|\s?[년월일원달불명개번세시분주차년%])"
)
POST_BOX = re.compile(r"\bP\.?\s?O\.?\s?Box\s+\d{1,6}\b", re.IGNORECASE)
STREETS = (STREET_FIRST, STREET_SECOND, STREET_LAST, STREET_CHINESE, STREET_KOREAN, STREET_KOREAN_RO, POST_BOX)


@dataclass(frozen=True)
class Guarded:
    """A message that may go on: its folded text, and the kinds of personal data that were removed from it."""

    text: str
    hidden: tuple[str, ...]


def guard(text: str) -> Guarded:
    """Returns the message folded and with identifying numbers and addresses masked. Time is linear in its length."""
    # Folding can lengthen: one letter may stand for a phrase of eighteen.
    folded = fold(text[:LONGEST])[:LONGEST]
    hidden: dict[str, None] = {}

    def hide(kind: str, pattern: re.Pattern[str]) -> None:
        nonlocal folded
        folded, count = pattern.subn(MASK, folded)
        if count:
            hidden[kind] = None

    def hide_alien_number(match: re.Match[str]) -> str:
        if HARMLESS_LIST.fullmatch(match[0][1:].strip()):
            return match[0]
        hidden["a_number"] = None
        return MASK

    def hide_passport(match: re.Match[str]) -> str:
        if HARMLESS_LIST.fullmatch(match[1]) or match[0].startswith(("W-", "I-", "N-")):
            return match[0]
        hidden["passport"] = None
        return MASK

    def hide_run(match: re.Match[str]) -> str:
        shown, kinds = without_numbers(match[0], before=folded[max(0, match.start() - 3) : match.start()])
        hidden.update(dict.fromkeys(kinds))
        return shown

    hide("email", EMAIL)
    folded = ALIEN_NUMBER.sub(hide_alien_number, folded)
    hide("passport", PASSPORT_JOINED)
    folded = DIGIT_RUN.sub(hide_run, folded)
    folded = PASSPORT_APART.sub(hide_passport, folded)
    hide("ssn", CHINESE_RUN)
    for pattern in STREETS:
        hide("address", pattern)
    return Guarded(folded.strip(), tuple(hidden))


def fold(text: str) -> str:
    """Returns the text with compatible forms unified, every script's digits as 0-9, and nothing invisible in it."""
    unified = unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode())
    return "".join(_plain_character(character) for character in unified)


def _plain_character(character: str) -> str:
    category = unicodedata.category(character)
    # “No” holds the digits in circles that have no compatible plain form.
    if category in ("Nd", "No") and (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn") and character not in KEPT_CONTROLS:
        return ""
    return "" if character in INVISIBLE_LETTERS else character


def without_numbers(run: str, before: str = "") -> tuple[str, list[str]]:
    """Returns a run of digits and separators with what identifies masked, and the kinds; `before` is what it follows.

    A run that is a list of whole numbers keeps those that are harmless; any other run is one number, and hidden whole.
    """
    if is_harmless(run, before):
        return run, []
    if FORM_LETTER.search(before) and (form := FORM_NUMBER.fullmatch(run)):
        shown, kinds = without_numbers(form[2])
        if kinds or is_harmless(form[2]):
            return form[1] + shown, kinds
    parts = _whole_numbers(run)
    if not parts:
        kind = number_kind(run)
        return (MASK, [kind]) if kind else (run, [])
    pieces: list[str] = []
    found: list[str] = []
    for part, is_number in parts:
        kind = number_kind(part) if is_number and not is_harmless(part) else None
        pieces.append(MASK if kind else part)
        found += [kind] if kind else []
    return "".join(pieces), found


def is_harmless(run: str, before: str = "") -> bool:
    """Returns whether a run is made of years, dates, amounts and the numbers of forms alone."""
    if NINE_IN_THREES.fullmatch(run) and not before.endswith("$"):
        return False
    return bool(HARMLESS_LIST.fullmatch(run.strip()) or SHORT_LIST.fullmatch(run) or ROUND.fullmatch(run))


def _whole_numbers(run: str) -> list[tuple[str, bool]]:
    """Returns the run cut into whole numbers and what is between them, empty when it is not made of such."""
    parts: list[tuple[str, bool]] = []
    at = 0
    while number := ONE_NUMBER.match(run, at):
        parts.append((number[0], True))
        if number.end() == len(run):
            return parts
        between = APART.match(run, number.end())
        if not between:
            return []
        parts.append((between[0], False))
        at = between.end()
    return []


def number_kind(run: str) -> str | None:
    """Returns what kind of number a run of digits and separators has the shape of, or None for one too short."""
    groups = re.findall(r"\d+", run)
    sizes, digits = [len(group) for group in groups], "".join(groups)
    if run.startswith("+") and len(digits) <= 15:
        return "phone"
    if len(digits) >= 13:
        return "card"
    if len(digits) >= 10:
        return "phone"
    if len(digits) == 9:
        if sizes == [5, 4]:
            return "address"  # a ZIP code with its four further digits names one side of one street
        if sizes == [2, 7]:
            return "ein"
        return "itin" if digits[0] == "9" else "ssn"
    if len(digits) == 8 and (len(groups) == 1 or len(groups) > 3):
        return "ssn"
    if sizes == [3, 4]:
        return "phone"
    return None
