"""What may not stand in any text, wherever it is kept: each fault as what to look for, and the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from faro.answers.markdown import to_plain
from faro.answers.placeholders import PLACEHOLDER, placeholders_in, resolver
from faro.checks.reading_level import flesch_kincaid_grade, sentences, szigriszt, words
from faro.checks.rules import LanguageRules, Rules
from faro.content.kinds import CHANNELS
from faro.store.snapshot import Snapshot

FIGURE = re.compile(r"[$€£]?\d(?:[\d,.]*\d)?%?")
MARKUP = re.compile(r"<[a-z/!][^>]*>|\]\(|https?://|!\[", re.IGNORECASE)
BRACES = re.compile(r"[{}]")
# Before it stand Latin, Greek and Cyrillic, whose words stand apart.
FIRST_JOINED_SCRIPT = 0x0530


def faults_of_markup(parts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yields the links and HTML of the texts, with the reason."""
    for part in parts:
        if found := MARKUP.search(part):
            yield found[0], f"“{found[0]}” is not in the limited Markdown: no links, no HTML"


def faults_of_figures(parts: Iterable[str], rules: Rules) -> Iterator[tuple[str, str]]:
    """Yields the lines of the texts with a figure that is typed, with the reason."""
    allowed = rules.allowed_figure()
    for part in parts:
        for line in part.splitlines():
            for figure in FIGURE.findall(allowed.sub("", PLACEHOLDER.sub("", line))):
                yield line.strip(), f"bare figure “{figure}”: use a placeholder on a fact, ruling or helpline"


def faults_of_placeholders(parts: Iterable[str], snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yields the placeholders of the texts that nothing fills or that show what nobody confirmed, and stray braces."""
    unconfirmed = {ruling.id for ruling in snapshot.rulings if ruling.verification == "unconfirmed"}
    for part in parts:
        for name in placeholders_in(part):
            if resolver(name, snapshot) is None:
                yield name, f"unknown placeholder “{{{{ {name} }}}}”"
            family, _, key = name.partition(".")
            fact = snapshot.facts.get(key.removesuffix(".date")) if family == "fact" else None
            if fact and fact.verification == "unconfirmed":
                yield name, f"the fact “{fact.key}” is unconfirmed and may not be shown as a fact"
            ruling_id = key.rpartition(".")[0]
            if family == "ruling" and ruling_id in unconfirmed:
                yield name, f"the ruling “{ruling_id}” is unconfirmed and may not be shown as a fact"
        if BRACES.search(PLACEHOLDER.sub("", part)):
            stray = (line for line in part.splitlines() if BRACES.search(PLACEHOLDER.sub("", line)))
            yield next(stray, "{").strip(), "a brace that belongs to no placeholder"


def faults_of_grounds(sources: Sequence[str], leans_on: Iterable[str], snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yields what a claim may not rest on: no source, one that is unknown or was not read, a fact that is none."""
    if not sources:
        yield "sources:", "no source: every claim has one"
    for key in sources:
        source = snapshot.sources.get(key)
        if source is None:
            yield key, f"there is no source “{key}”"
        elif source.verification == "unconfirmed":
            yield key, f"the source “{key}” was not read by anybody (unconfirmed)"
    for key in leans_on:
        fact = snapshot.facts.get(key)
        if key not in CHANNELS and fact is None:
            yield key, f"leans_on “{key}” is neither a channel nor a fact"
        elif fact and fact.verification == "unconfirmed":
            yield key, f"the fact “{key}” is unconfirmed and may not be used as a fact"


def faults_of_sentences(whole: str, limits: LanguageRules) -> Iterator[tuple[str, str]]:
    """Yields the sentences of a plain text that are too long, and that they are so on average."""
    for sentence in sentences(whole):
        length = len(words(sentence))
        if limits.longest_sentence and length > limits.longest_sentence:
            yield sentence[:30], f"a sentence of {length} words (at most {limits.longest_sentence}): “{sentence[:60]}…”"
    parts = sentences(whole)
    average = len(words(whole)) / max(len(parts), 1)
    if limits.longest_average and average > limits.longest_average:
        yield "---", f"sentences have {average:.1f} words on average; at most {limits.longest_average:g}"


def forbidden_phrases(parts: Iterable[str], limits: LanguageRules) -> Iterator[tuple[str, str]]:
    """Yields the phrases in the texts that Faro never says."""
    # Without the markup: “you are **safe**” is said all the same.
    said = folded("\n".join(to_plain(part) for part in parts))
    for phrase in limits.forbidden:
        if phrase_pattern(phrase).search(said):
            yield phrase, f"forbidden phrase “{phrase}”"


def faults_of_reading_level(whole: str, limits: LanguageRules, *, about_law: bool) -> Iterator[tuple[str, str]]:
    """Yields that a plain text is harder to read than its language allows."""
    hardest = limits.hardest_grade_of_law if about_law else limits.hardest_grade
    if hardest is not None and (grade := flesch_kincaid_grade(whole)) > hardest:
        yield "---", f"reading grade {grade:.1f} (Flesch-Kincaid); at most {hardest:g}"
    if limits.lowest_ease is not None and (ease := szigriszt(whole)) < limits.lowest_ease:
        yield "---", f"reading ease {ease:.0f} (INFLESZ); at least {limits.lowest_ease:g}"


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Returns the pattern of a phrase: whole words in Latin and Cyrillic, anywhere in scripts that join words."""
    whole_words = all(
        ord(letter) < FIRST_JOINED_SCRIPT or 0x1E00 <= ord(letter) < 0x2000 or not letter.isalpha() for letter in phrase
    )
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)" if whole_words else re.escape(phrase))


def folded(text: str) -> str:
    """Returns the text so that capitals and the shape of an apostrophe make no difference."""
    return text.lower().replace("’", "'")


def readable(markdown: str) -> str:
    """Returns the text as a reader counts it: whole-sentence placeholders gone, the others one short word."""
    without = re.sub(r"\{\{\s*(ruling\.(status|\w+)|clinics|clinic\.contact|languages)\s*\}\}\.?", "", markdown)
    return to_plain(PLACEHOLDER.sub("one", without))
