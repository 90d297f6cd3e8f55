"""Checks the risk check: its table of questions and rules, and its words in each language that has some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from faro.answers.risk_reading import NOT_SAID
from faro.answers.words import FIELD
from faro.checks.faults import (
    faults_of_figures,
    faults_of_grounds,
    faults_of_markup,
    faults_of_placeholders,
    faults_of_reading_level,
    faults_of_sentences,
    forbidden_phrases,
    readable,
)
from faro.checks.rules import LanguageRules, Rules
from faro.content.files import Problem, line_of
from faro.content.kinds import RiskCheckText, RiskQuestion, RiskRule
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot

TABLE = "risk_check.yml"

Place = tuple[str | int, ...]
Fault = tuple[Place, str]
"""Where in the file, from the outermost key inwards, and why it may not be published."""


def check_risk_check(snapshot: Snapshot, rules: Rules, folder: Path | None) -> list[Problem]:
    """Returns the problems of the risk check, with a folder on their lines; a language without a file has none."""
    problems = _located(_table(snapshot), TABLE, folder)
    for lang, published in snapshot.risk_checks.items():
        faults = [*_coverage(published.text, snapshot), *_words(published.text, snapshot, rules, lang)]
        problems += _located(faults, f"risk_check/{lang}.yml", folder)
    return problems


def _located(faults: Iterable[Fault], name: str, folder: Path | None) -> list[Problem]:
    path = folder / name if folder else None
    node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader) if path and path.exists() else None
    return [Problem(name, line_of(node, place) if node else 1, reason) for place, reason in faults]


def _table(snapshot: Snapshot) -> Iterator[Fault]:
    for number, question in enumerate(snapshot.risk_questions.values()):
        for field, reason in _faults_of_question(question, snapshot):
            yield ("questions", number, field), f"{question.id}: {reason}"
    for number, rule in enumerate(snapshot.risk_rules.values()):
        for field, reason in _faults_of_rule(rule, snapshot):
            yield ("rules", number, field), f"{rule.id}: {reason}"


def _faults_of_question(question: RiskQuestion, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    if NOT_SAID not in question.values:
        yield "values", f"nobody must answer: “{NOT_SAID}” is missing"
    for field, value in (("if_yes", question.if_yes), ("if_no", question.if_no)):
        if value is not None and value not in question.values:
            yield field, f"“{value}” is no answer to it"
    if question.topic not in snapshot.topics:
        yield "topic", f"there is no topic “{question.topic}”"


def _faults_of_rule(rule: RiskRule, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for question_id, values in rule.when.items():
        question = snapshot.risk_questions.get(question_id)
        if question is None:
            yield "when", f"there is no question “{question_id}”"
            continue
        for value in values:
            if value not in question.values:
                yield "when", f"“{value}” is no answer to “{question_id}”"
    for key, reason in faults_of_grounds(rule.sources, rule.leans_on, snapshot):
        yield "sources" if key in rule.sources or not rule.sources else "leans_on", reason
    for topic in rule.topics:
        if topic not in snapshot.topics:
            yield "topics", f"there is no topic “{topic}”"


def _coverage(text: RiskCheckText, snapshot: Snapshot) -> Iterator[Fault]:
    """Yields what the table or the English words have and this language lacks, and the other way round."""
    english = snapshot.risk_checks.get(FALLBACK_LANGUAGE)
    if english:
        yield from _compared(("words",), english.text.words, text.words)
        yield from _compared(("typed",), english.text.typed, text.typed)
        for key, words in text.words.items():
            if key in english.text.words and _fields(words) != _fields(english.text.words[key]):
                yield ("words", key), f"{key}: its fields are not those of the English text"
    yield from _compared(("questions",), snapshot.risk_questions, text.questions)
    yield from _compared(("rules",), snapshot.risk_rules, text.rules)
    for question_id, asked in text.questions.items():
        question = snapshot.risk_questions.get(question_id)
        if question is None:
            continue
        values = dict.fromkeys(question.values)
        yield from _compared(("questions", question_id, "values"), values, asked.values)
        yield from _compared(("questions", question_id, "typed"), values, asked.typed)
        for value in asked.after.keys() - values.keys():
            yield ("questions", question_id, "after", value), f"“{value}” is not in the table"
    for rule_id, rule in snapshot.risk_rules.items():
        if "title" in (parts := text.rules.get(rule_id, {})) and not {"law", "next"} <= parts.keys():
            yield ("rules", rule_id), f"{rule_id}: what has a title says the law and what to do next"
        if rule.see_lawyer != "no" and "title" not in parts:
            yield ("rules", rule_id), f"{rule_id}: what leads to a lawyer is told, with a title"


def _compared(place: Place, expected: Mapping[str, object], found: Mapping[str, object]) -> Iterator[Fault]:
    for key in expected:
        if key not in found:
            yield place, f"missing: “{key}”; without it this language falls back to English"
    for key in found:
        if key not in expected:
            yield (*place, key), f"“{key}” is not in the table, or not in the English words"


def _fields(text: str) -> set[str]:
    return set(FIELD.findall(text))


def _words(text: RiskCheckText, snapshot: Snapshot, rules: Rules, lang: str) -> Iterator[Fault]:
    limits = rules.languages.get(lang)
    said = list(_said(text))
    for place, part in said:
        without_fields = FIELD.sub("", part) if place[0] == "words" else part
        yield from ((place, reason) for _, reason in faults_of_figures([part], rules))
        yield from ((place, reason) for _, reason in faults_of_placeholders([without_fields], snapshot))
        yield from ((place, reason) for _, reason in faults_of_markup([part]))
        if limits:
            yield from ((place, reason) for _, reason in forbidden_phrases([part], limits))
    if limits:
        yield from _faults_of_style(text, said, limits)


def _said(text: RiskCheckText) -> Iterator[tuple[Place, str]]:
    """Yields everything that a person may read, with its place."""
    for key, words in text.words.items():
        yield ("words", key), words
    for question_id, question in text.questions.items():
        yield ("questions", question_id, "ask"), question.ask
        yield ("questions", question_id, "why"), question.why
        yield from ((("questions", question_id, "values", value), label) for value, label in question.values.items())
        yield from ((("questions", question_id, "after", value), note) for value, note in question.after.items())
    for rule_id, parts in text.rules.items():
        yield from ((("rules", rule_id, name), part) for name, part in parts.items())


def _faults_of_style(text: RiskCheckText, said: Iterable[tuple[Place, str]], limits: LanguageRules) -> Iterator[Fault]:
    """Yields what is hard to read: a sentence anywhere, a question with its reason, a rule, or the whole."""
    for place, part in said:
        long = limits.model_copy(update={"longest_average": None})
        yield from ((place, reason) for _, reason in faults_of_sentences(readable(part), long))
    for question_id, question in text.questions.items():
        whole = f"{readable(question.ask)}\n{readable(question.why)}"
        for _, reason in faults_of_reading_level(whole, limits, about_law=True):
            yield ("questions", question_id), reason
    for rule_id, parts in text.rules.items():
        whole = "\n".join(readable(part) for part in parts.values())
        for _, reason in faults_of_reading_level(whole, limits, about_law=True):
            yield ("rules", rule_id), reason
    whole = "\n".join(readable(part) for _, part in said)
    for _, reason in (*faults_of_sentences(whole, limits), *faults_of_reading_level(whole, limits, about_law=False)):
        yield (), f"on the whole: {reason}"
