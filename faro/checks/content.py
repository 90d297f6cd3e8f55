"""Checks every content file and says, with file, line and reason, what may not be published as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from faro.answers.markdown import to_plain
from faro.answers.placeholders import PLACEHOLDER, placeholders_in, resolver
from faro.answers.words import FIELD
from faro.checks.reading_level import flesch_kincaid_grade, sentences, szigriszt, words
from faro.checks.rules import LanguageRules, Rules
from faro.content.files import Problem, render_files
from faro.content.kinds import CHANNELS, AnswerText, Fact, Helpline, InterfaceText, Record, Ruling
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot

FIGURE = re.compile(r"[$€£]?\d(?:[\d,.]*\d)?%?")
MARKUP = re.compile(r"<[a-z/!][^>]*>|\]\(|https?://|!\[", re.IGNORECASE)
BRACES = re.compile(r"[{}]")
# Before it stand Latin, Greek and Cyrillic, whose words stand apart.
FIRST_JOINED_SCRIPT = 0x0530


def check_content(snapshot: Snapshot, rules: Rules, folder: Path) -> list[Problem]:
    """Returns all problems of the content, sorted by file and line; an empty list means that it may be published."""
    problems = [
        *_missing_translations(snapshot, rules),
        *_interface(snapshot, folder),
        *_references(snapshot, snapshot.records),
        *_not_canonical(snapshot, folder),
    ]
    for record in snapshot.records:
        if isinstance(record.fields, AnswerText):
            problems += check_answer(record, record.fields, snapshot, rules, folder)
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.reason))


def check_answer(
    record: Record, text: AnswerText, snapshot: Snapshot, rules: Rules, folder: Path | None = None
) -> list[Problem]:
    """Returns the problems of one answer; with a folder, each has the line of the file that it stands on."""
    file = f"content/{record.lang}/{record.key}.md"
    path = folder / file if folder else None
    lines = path.read_text("utf-8").splitlines() if path and path.exists() else []

    def at(found: str, reason: str) -> Problem:
        folded = _folded(found)
        line = next((number for number, content in enumerate(lines, 1) if folded and folded in _folded(content)), 1)
        return Problem(file, line, reason)

    return [at(found, reason) for found, reason in _faults(record, text, snapshot, rules)]


def _faults(record: Record, text: AnswerText, snapshot: Snapshot, rules: Rules) -> Iterator[tuple[str, str]]:
    """Yields what to look for in the file, and the reason."""
    if record.key not in snapshot.topics:
        yield "title:", f"there is no topic “{record.key}” in topics.yml"
    yield from _fault_of_figures(text, rules)
    yield from _faults_of_placeholders(text, snapshot)
    yield from _faults_of_references(record, text, snapshot)
    if len(text.title) > rules.longest_title:
        yield "title:", f"the title has {len(text.title)} characters; at most {rules.longest_title}"
    for part in (text.title, text.short, text.body):
        if found := MARKUP.search(part):
            yield found[0], f"“{found[0]}” is not in the limited Markdown: no links, no HTML"
    limits = rules.languages.get(record.lang)
    if limits:
        yield from _faults_of_style(record.key, text, limits, rules, snapshot)


def _fault_of_figures(text: AnswerText, rules: Rules) -> Iterator[tuple[str, str]]:
    allowed = rules.allowed_figure()
    for part in (text.title, text.short, text.body):
        for line in part.splitlines():
            for figure in FIGURE.findall(allowed.sub("", PLACEHOLDER.sub("", line))):
                yield line.strip(), f"bare figure “{figure}”: use a placeholder on a fact, ruling or helpline"


def _faults_of_placeholders(text: AnswerText, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    unconfirmed = {ruling.id for ruling in snapshot.rulings if ruling.verification == "unconfirmed"}
    for part in (text.title, text.short, text.body):
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
    if placeholders_in(text.title):
        yield "title:", "a title may hold no placeholder: it is also a button"


def _faults_of_references(record: Record, text: AnswerText, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    if not text.sources:
        yield "sources:", "no source: every claim has one"
    for key in text.sources:
        source = snapshot.sources.get(key)
        if source is None:
            yield key, f"there is no source “{key}”"
        elif source.verification == "unconfirmed":
            yield key, f"the source “{key}” was not read by anybody (unconfirmed)"
    for key in text.leans_on:
        fact = snapshot.facts.get(key)
        if key not in CHANNELS and fact is None:
            yield key, f"leans_on “{key}” is neither a channel nor a fact"
        elif fact and fact.verification == "unconfirmed":
            yield key, f"the fact “{key}” is unconfirmed and may not be used as a fact"
    if not text.related:
        yield "related:", "no related topics: a person needs a way on"
    for topic in text.related:
        if topic not in snapshot.topics:
            yield topic, f"dead related link: there is no topic “{topic}”"
        elif topic == record.key:
            yield topic, "an answer is not related to itself"


def _faults_of_style(
    topic: str, text: AnswerText, limits: LanguageRules, rules: Rules, snapshot: Snapshot
) -> Iterator[tuple[str, str]]:
    urgent = topic in snapshot.topics and snapshot.topics[topic].urgent
    body = _readable(text.body)
    count = len(words(body))
    longest = limits.longest_urgent if urgent else limits.longest_body
    if longest and count > (longest := max(longest, rules.longer_bodies.get(topic, 0))):
        yield "---", f"the text has {count} words; at most {longest}"
    if limits.shortest_body and count < limits.shortest_body and not urgent:
        yield "---", f"the text has {count} words; at least {limits.shortest_body}"
    if urgent and "helpline." not in text.body.split("\n\n")[0]:
        yield "---", "an urgent answer opens with the hotline"
    whole = f"{_readable(text.short)}\n{body}"
    for sentence in sentences(whole):
        length = len(words(sentence))
        if limits.longest_sentence and length > limits.longest_sentence:
            yield sentence[:30], f"a sentence of {length} words (at most {limits.longest_sentence}): “{sentence[:60]}…”"
    parts = sentences(whole)
    average = len(words(whole)) / max(len(parts), 1)
    if limits.longest_average and average > limits.longest_average:
        yield "---", f"sentences have {average:.1f} words on average; at most {limits.longest_average:g}"
    yield from _faults_of_reading_level(topic, whole, limits, rules)
    # Without the markup: “you are **safe**” is said all the same.
    said = _folded(f"{text.title}\n{to_plain(text.short)}\n{to_plain(text.body)}")
    for phrase in limits.forbidden:
        if phrase_pattern(phrase).search(said):
            yield phrase, f"forbidden phrase “{phrase}”"


def _faults_of_reading_level(topic: str, whole: str, limits: LanguageRules, rules: Rules) -> Iterator[tuple[str, str]]:
    hardest = limits.hardest_grade_of_law if topic in rules.about_law else limits.hardest_grade
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


def _folded(text: str) -> str:
    return text.lower().replace("’", "'")


def _readable(markdown: str) -> str:
    """Returns the text as a reader counts it: whole-sentence placeholders gone, the others one short word."""
    without = re.sub(r"\{\{\s*(ruling\.(status|\w+)|clinics|clinic\.contact|languages)\s*\}\}\.?", "", markdown)
    return to_plain(PLACEHOLDER.sub("one", without))


def _missing_translations(snapshot: Snapshot, rules: Rules) -> Iterator[Problem]:
    for lang in rules.complete:
        for topic in snapshot.topics:
            if (topic, lang) not in snapshot.answers:
                yield Problem(
                    f"content/{lang}/{topic}.md", 1, "missing translation: this language must have every topic"
                )
    expected = set(snapshot.interface.get(FALLBACK_LANGUAGE, {}))
    for lang in snapshot.interface:
        missing = sorted(expected - set(snapshot.interface[lang]))
        unknown = sorted(set(snapshot.interface[lang]) - expected)
        for key in missing:
            yield Problem(f"interface/{lang}.yml", 1, f"missing translation of “{key}”")
        for key in unknown:
            yield Problem(f"interface/{lang}.yml", 1, f"“{key}” is not in interface/{FALLBACK_LANGUAGE}.yml")


def _interface(snapshot: Snapshot, folder: Path | None) -> Iterator[Problem]:
    """Yields the texts that could not be filled: a field that differs from the English one, an unknown placeholder."""
    english = snapshot.interface.get(FALLBACK_LANGUAGE, {})
    for lang, texts in snapshot.interface.items():
        name = f"interface/{lang}.yml"
        path = folder / name if folder else None
        lines = path.read_text("utf-8").splitlines() if path and path.exists() else []
        for key, text in texts.items():
            line = next((number for number, content in enumerate(lines, 1) if content.startswith(f"{key}:")), 1)
            fields = set(FIELD.findall(PLACEHOLDER.sub("", text)))
            expected = set(FIELD.findall(PLACEHOLDER.sub("", english.get(key, text))))
            for field in sorted(fields ^ expected):
                reason = "is missing" if field in expected else "is never filled"
                yield Problem(name, line, f"{key}: the field “{{{field}}}” {reason}")
            for placeholder in placeholders_in(text):
                if resolver(placeholder, snapshot) is None:
                    yield Problem(name, line, f"{key}: unknown placeholder “{{{{ {placeholder} }}}}”")


def check_record(record: Record, snapshot: Snapshot, rules: Rules) -> list[str]:
    """Returns what keeps one record from being published, given a snapshot with the record in it."""
    if isinstance(record.fields, AnswerText):
        return [problem.reason for problem in check_answer(record, record.fields, snapshot, rules)]
    if isinstance(record.fields, InterfaceText):
        file = f"interface/{record.lang}.yml"
        return [problem.reason for problem in _interface(snapshot, None) if problem.file == file]
    return [problem.reason for problem in _references(snapshot, (record,))]


def _references(snapshot: Snapshot, records: Iterable[Record]) -> Iterator[Problem]:
    """Yields the references of lists that lead nowhere, and what claims to be read without a source."""
    ruling_ids = {ruling.id for ruling in snapshot.rulings}
    for record in records:
        fields = record.fields
        if not isinstance(fields, Ruling | Fact | Helpline):
            continue
        file = {"ruling": "rulings.yml", "fact": "facts.yml", "helpline": "helplines.yml"}[record.kind]
        for key in fields.sources:
            if key not in snapshot.sources:
                yield Problem(file, 1, f"{record.key}: there is no source “{key}”")
        if fields.verification != "unconfirmed" and not fields.sources:
            yield Problem(file, 1, f"{record.key}: marked {fields.verification}, but names no source")
        if isinstance(fields, Ruling):
            for other in (*fields.lifts, *fields.affirms):
                if other not in ruling_ids:
                    yield Problem(file, 1, f"{record.key}: there is no ruling “{other}”")
            if fields.case and fields.case not in snapshot.cases:
                yield Problem(file, 1, f"{record.key}: there is no case “{fields.case}”")
            if fields.court and fields.court not in snapshot.courts:
                yield Problem(file, 1, f"{record.key}: there is no court “{fields.court}”")


def _not_canonical(snapshot: Snapshot, folder: Path) -> Iterator[Problem]:
    for name, text in render_files(snapshot.records).items():
        path = folder / name
        if path.exists() and path.read_bytes() != text.encode():
            yield Problem(name, 1, "not in canonical form: run “faro content format”")
