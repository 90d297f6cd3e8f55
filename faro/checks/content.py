"""Checks every content file and says, with file, line and reason, what may not be published as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from faro.answers.placeholders import PLACEHOLDER, placeholders_in, resolver
from faro.answers.words import FIELD
from faro.checks.faults import (
    faults_of_figures,
    faults_of_grounds,
    faults_of_markup,
    faults_of_placeholders,
    faults_of_reading_level,
    faults_of_sentences,
    folded,
    forbidden_phrases,
    readable,
)
from faro.checks.reading_level import words
from faro.checks.risk_check import TABLE, check_risk_check
from faro.checks.rules import LanguageRules, Rules
from faro.content.files import Problem, render_files
from faro.content.kinds import (
    AnswerText,
    Fact,
    Helpline,
    InterfaceText,
    Record,
    RiskCheckText,
    RiskQuestion,
    RiskRule,
    Ruling,
)
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot


def check_content(snapshot: Snapshot, rules: Rules, folder: Path) -> list[Problem]:
    """Returns all problems of the content, sorted by file and line; an empty list means that it may be published."""
    problems = [
        *_missing_translations(snapshot, rules),
        *_interface(snapshot, folder),
        *_references(snapshot, snapshot.records),
        *_not_canonical(snapshot, folder),
        *check_risk_check(snapshot, rules, folder),
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
        sought = folded(found)
        line = next((number for number, content in enumerate(lines, 1) if sought and sought in folded(content)), 1)
        return Problem(file, line, reason)

    return [at(found, reason) for found, reason in _faults(record, text, snapshot, rules)]


def _faults(record: Record, text: AnswerText, snapshot: Snapshot, rules: Rules) -> Iterator[tuple[str, str]]:
    """Yields what to look for in the file, and the reason."""
    if record.key not in snapshot.topics:
        yield "title:", f"there is no topic “{record.key}” in topics.yml"
    parts = (text.title, text.short, text.body)
    yield from faults_of_figures(parts, rules)
    yield from faults_of_placeholders(parts, snapshot)
    if placeholders_in(text.title):
        yield "title:", "a title may hold no placeholder: it is also a button"
    yield from _faults_of_references(record, text, snapshot)
    if len(text.title) > rules.longest_title:
        yield "title:", f"the title has {len(text.title)} characters; at most {rules.longest_title}"
    yield from faults_of_markup(parts)
    limits = rules.languages.get(record.lang)
    if limits:
        yield from _faults_of_style(record.key, text, limits, rules, snapshot)


def _faults_of_references(record: Record, text: AnswerText, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    yield from faults_of_grounds(text.sources, text.leans_on, snapshot)
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
    body = readable(text.body)
    count = len(words(body))
    longest = limits.longest_urgent if urgent else limits.longest_body
    if longest and count > (longest := max(longest, rules.longer_bodies.get(topic, 0))):
        yield "---", f"the text has {count} words; at most {longest}"
    if limits.shortest_body and count < limits.shortest_body and not urgent:
        yield "---", f"the text has {count} words; at least {limits.shortest_body}"
    if urgent and "helpline." not in text.body.split("\n\n")[0]:
        yield "---", "an urgent answer opens with the hotline"
    whole = f"{readable(text.short)}\n{body}"
    yield from faults_of_sentences(whole, limits)
    yield from faults_of_reading_level(whole, limits, about_law=topic in rules.about_law)
    yield from forbidden_phrases((text.title, text.short, text.body), limits)


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
    if isinstance(record.fields, RiskCheckText):
        file = f"risk_check/{record.lang}.yml"
        return [problem.reason for problem in check_risk_check(snapshot, rules, None) if problem.file == file]
    if isinstance(record.fields, RiskQuestion | RiskRule):
        of_this = (p.reason for p in check_risk_check(snapshot, rules, None) if p.file == TABLE)
        return [reason for reason in of_this if reason.startswith(f"{record.key}: ")]
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
