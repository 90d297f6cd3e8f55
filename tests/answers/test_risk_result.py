"""The result of the risk check on every combination of answers: who is sent to a lawyer, and that nothing clashes."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from faro.answers.risk_result import applying_rules, compose_result, lawyer_advice, result_markdown
from faro.checks.faults import folded, phrase_pattern
from faro.checks.rules import read_rules
from faro.content.kinds import CHANNELS, RiskCheckText
from faro.store.snapshot import Snapshot
from tests.answers.made_up import ruling, with_rulings, without
from tests.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
# Vietnamese writes each syllable by itself.
LONGEST_RESULT_WORDS = {"vi": 1200}
LONGEST_RESULT_WORDS_ELSE = 1020
NEUTRAL = {
    "removal_order": "no_order",
    "filed_before": "never_filed",
    "itin": "has_itin",
    "criminal_case": "no_case",
    "other_number": "own_only",
    "immigration_case": "none_pending",
    "household": "alone",
}
FULLEST = {
    "removal_order": "have_order",
    "filed_before": "from_other_address",
    "itin": "needs_first",
    "criminal_case": "has_case",
    "other_number": "used_other",
    "immigration_case": "pending",
    "household": "on_return",
}
# The three groups who must always be told, and those who are not sure whether they are in one.
MUST = {
    "removal_order": {"have_order", "not_sure"},
    "criminal_case": {"has_case", "not_sure"},
    "other_number": {"used_other", "not_sure"},
}
# Answers that change nothing by themselves.
SAYS_NOTHING = {
    ("itin", "has_itin"),
    ("criminal_case", "no_case"),
    ("other_number", "own_only"),
    ("immigration_case", "none_pending"),
    ("household", "alone"),
}


def every_combination(snapshot: Snapshot) -> Iterator[dict[str, str]]:
    questions = snapshot.risk_questions
    for values in itertools.product(*(question.values for question in questions.values())):
        yield dict(zip(questions, values, strict=True))


def words_of(snapshot: Snapshot, lang: str) -> RiskCheckText:
    published = snapshot.risk_check(lang)
    assert published is not None
    assert published.lang == lang
    return published.text


def test_every_combination_is_walked(snapshot: Snapshot) -> None:
    assert len(snapshot.risk_questions) <= 7
    assert sum(1 for _ in every_combination(snapshot)) == 4**7


def test_the_three_groups_are_always_sent_to_a_lawyer_and_doubt_counts(snapshot: Snapshot) -> None:
    for answers in every_combination(snapshot):
        advice = lawyer_advice(applying_rules(snapshot, answers))
        in_a_group = any(answers[question] in values for question, values in MUST.items())
        not_said = any(answers[question] == "rather_not_say" for question in MUST)
        assert (advice == "must") is in_a_group, answers
        if not in_a_group:
            assert advice in ("should", "if_so") or not not_said, answers
            assert advice != "no" or answers["household"] == "alone", answers


def test_each_answer_that_matters_is_spoken_of_once_and_no_other(snapshot: Snapshot) -> None:
    for answers in every_combination(snapshot):
        rules = applying_rules(snapshot, answers)
        spoken_of = [next(iter(rule.when.items())) for rule in rules if len(rule.when) == 1]
        assert all(answers[question] in values for question, values in spoken_of), answers
        questions = [question for question, _ in spoken_of]
        expected = [question for question, value in answers.items() if (question, value) not in SAYS_NOTHING]
        assert sorted(questions) == sorted(expected), answers


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_result_tells_the_same_in_each_part(lang: str, snapshot: Snapshot) -> None:
    text = words_of(snapshot, lang)
    words = text.words
    limits = read_rules(ROOT / "data").languages[lang]
    forbidden = re.compile("|".join(phrase_pattern(phrase).pattern for phrase in limits.forbidden))
    headings = [f"## {words[key]}" for key in ("matters_heading", "courts_heading", "sides_heading", "ask_heading")]
    others = {key: words[f"lead_{key}"] for key in ("must", "should", "if_so", "no")}
    paragraphs: set[str] = set()
    for answers in every_combination(snapshot):
        rules = applying_rules(snapshot, answers)
        said = result_markdown(text, rules)
        advice = lawyer_advice(rules)
        assert said.startswith(f"{others[advice]}\n\n{words['groups']}\n\n"), answers
        assert [lead for key, lead in others.items() if key != advice and lead in said] == [], answers
        places = [said.index(heading) for heading in headings]
        assert places == sorted(places), answers
        assert [said.count(f"{{{{ ruling.{channel} }}}}") for channel in CHANNELS] == [1, 1, 1], answers
        paragraphs.update(said.split("\n\n"))
        assert len(said.split()) <= LONGEST_RESULT_WORDS.get(lang, LONGEST_RESULT_WORDS_ELSE), answers
        file, not_file = said.split(words["file_heading"])[1].split(words["not_file_heading"])
        assert min(file.count("\n- "), not_file.split(words["ask_heading"])[0].count("\n- ")) >= 3, answers
        assert said.split(words["ask_heading"])[1].count("\n- ") >= 2, answers
    # Of thousands of results the paragraphs are a few dozen.
    assert [paragraph for paragraph in paragraphs if forbidden.search(folded(paragraph))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_of_the_address_never_clashes(lang: str, snapshot: Snapshot) -> None:
    rules = words_of(snapshot, lang).rules
    has_it, lacks_it = rules["filed_from_here"]["if_file"], rules["filed_never"]["if_file"]
    for answers in every_combination(snapshot):
        said = result_markdown(words_of(snapshot, lang), applying_rules(snapshot, answers))
        assert (has_it in said) is (answers["filed_before"] == "from_this_address")
        assert (lacks_it in said) is (answers["filed_before"] == "never_filed")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_answer_makes_a_whole_result(lang: str, snapshot: Snapshot, now: dt.datetime) -> None:
    one_at_a_time = [
        NEUTRAL | {question.id: value} for question in snapshot.risk_questions.values() for value in question.values
    ]
    for answers in (*one_at_a_time, FULLEST, {}):
        reply = compose_result(snapshot, answers, lang, now, "example-clinic")
        [message] = reply.messages
        assert (reply.kind, reply.lang, reply.topic) == ("result", lang, None)
        assert reply.status is not None
        assert "{" not in message.text
        assert "<h2>" in message.html
        assert "1-844" not in message.text
        assert message.choices[-1].choice == "topic:find_help"
        assert len(message.choices) <= 4
        assert message.sources
        assert "Example Tax Clinic" in message.text


def test_nothing_said_is_as_nothing_answered(snapshot: Snapshot, now: dt.datetime) -> None:
    silent = dict.fromkeys(snapshot.risk_questions, "rather_not_say")
    assert compose_result(snapshot, {}, "en", now) == compose_result(snapshot, silent, "en", now)


def test_a_language_without_the_check_gets_the_english_one_and_is_told(snapshot: Snapshot, now: dt.datetime) -> None:
    less = without(snapshot, lambda record: record.kind == "risk_check" and record.lang == "es")
    reply = compose_result(less, FULLEST, "es", now)
    assert reply.lang == "en"
    assert reply.messages[0].text.startswith(snapshot.interface["es"]["not_in_your_language"])
    assert "Both sides" in reply.messages[0].text


def test_half_a_language_is_none(snapshot: Snapshot) -> None:
    whole = words_of(snapshot, "es")
    half = whole.model_copy(update={"rules": {k: v for k, v in whole.rules.items() if k != "order_yes"}})
    records = [r if r.fields is not whole else type(r)(r.kind, r.key, half, lang=r.lang) for r in snapshot.records]
    published = Snapshot.build(records, 2, snapshot.built_at).risk_check("es")
    assert published is not None
    assert published.lang == "en"


def test_a_new_ruling_is_in_the_result_at_once(snapshot: Snapshot, now: dt.datetime) -> None:
    lifted = ruling("a-new-one", (2026, 11, 20), channels={"individual_requests": "blocks"}, court="d-c-cir")
    before = compose_result(snapshot, FULLEST, "en", now).messages[0].text
    after = compose_result(with_rulings(snapshot, [lifted]), FULLEST, "en", now).messages[0].text
    assert "Courts disagree on whether the IRS may give ICE one address" in after
    assert "Courts disagree on whether the IRS may give ICE one address" not in before


def test_an_overdue_check_and_an_unreviewed_text_are_said(snapshot: Snapshot, now: dt.datetime) -> None:
    said = compose_result(snapshot, NEUTRAL, "en", now).messages[0].text
    assert "this may have changed" in said
    assert said.endswith(snapshot.interface["en"]["not_reviewed"])
