"""Each rule refuses a text that breaks it, and says in which file, on which line and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from faro.checks.content import check_answer, check_content
from faro.checks.faults import phrase_pattern
from faro.checks.rules import read_rules
from faro.content.files import ContentError, Problem, read_content, write_content
from faro.content.kinds import AnswerText, Record
from faro.store.snapshot import Snapshot

from .sample import FILES, break_file, write_sample

ROOT = Path(__file__).resolve().parents[2]
LETTER = "content/en/a_letter.md"
CARTA = "content/es/a_letter.md"
DOOR = "content/en/at_the_door.md"
COURT = "content/en/the_court.md"
MANY_WORDS = "Talk with us here. " * 6


@dataclass(frozen=True)
class Break:
    """One way to break the sample: what is replaced in which file, and where and why that is a problem."""

    rule: str
    file: str
    old: str
    new: str
    line: int
    reason: str
    # Where the problem is seen, if not in the file that was broken.
    seen_in: str | None = None


BREAKS = [
    Break("bare figure", LETTER, "Read the letter", "Read the 3 letters", 13, "bare figure “3”"),
    Break("figure with a sign", LETTER, "Read the letter", "Pay $1,500 now", 13, "bare figure “$1,500”"),
    Break("bare figure in the short text", LETTER, "Read it first.", "Read it 2 times.", 3, "bare figure “2”"),
    Break("bare figure in the title", LETTER, "A letter came.", "In 2026 one came.", 2, "bare figure “2026”"),
    Break("unknown placeholder", LETTER, "fact.people_counted", "fact.no_such", 15, "unknown placeholder"),
    Break(
        "unconfirmed fact", LETTER, "fact.people_counted", "fact.rumoured_count", 15, "“rumoured_count” is unconfirmed"
    ),
    Break("unconfirmed ruling", COURT, "ruling.the-order", "ruling.the-rumour", 15, "“the-rumour” is unconfirmed"),
    Break("stray brace", LETTER, "Read the", "Read } the", 13, "a brace that belongs to no placeholder"),
    Break("single braces", LETTER, "Read the", "Read {the}", 13, "a brace that belongs to no placeholder"),
    Break("no source", LETTER, "sources:\n- a-report", "sources: []", 4, "no source"),
    Break("unknown source", LETTER, "- a-report", "- no-such-report", 5, "there is no source “no-such-report”"),
    Break("unconfirmed source", LETTER, "- a-report", "- a-rumour", 5, "“a-rumour” was not read by anybody"),
    Break("unknown leaning", LETTER, "- bulk_sharing", "- bulk", 8, "leans_on “bulk” is neither"),
    Break("leaning on a rumour", LETTER, "- people_counted", "- rumoured_count", 9, "unconfirmed"),
    Break("no way on", LETTER, "related:\n- the_court", "related: []", 10, "no related topics"),
    Break("dead way on", LETTER, "- the_court", "- the_moon", 11, "dead related link: there is no topic “the_moon”"),
    Break("way to itself", LETTER, "- the_court", "- a_letter", 11, "not related to itself"),
    Break("long title", LETTER, "What now?", "What in the world do I do now?", 2, "the title has"),
    Break("link", LETTER, "Read the letter", "Read [the letter](x)", 13, "is not in the limited Markdown"),
    Break("bare address", LETTER, "Read the letter", "Read https://x.example", 13, "is not in the limited Markdown"),
    Break("HTML", LETTER, "Read the", "Read <b>the</b>", 13, "is not in the limited Markdown"),
    Break("picture", LETTER, "Read the", "Read ![the", 13, "is not in the limited Markdown"),
    Break("too many words", LETTER, "You can talk", f"{MANY_WORDS}You can talk", 1, "words; at most 30"),
    Break("too many words for an urgent text", DOOR, "Do not open.", MANY_WORDS.strip(), 1, "words; at most 12"),
    Break(
        "too few words", LETTER, " people. Use Form W-7 to ask.\n\nYou can talk with a clinic.", ".", 1, "at least 12"
    ),
    Break(
        "urgent text without its number", DOOR, "Call {{ helpline.hotline }}.", "Call us.", 1, "opens with the hotline"
    ),
    Break(
        "long sentence",
        LETTER,
        "Read the letter first.",
        "Read the letter and then read it and read it and read it.",
        13,
        "a sentence of 13 words (at most 12): “Read the letter",
    ),
    Break("hard words", LETTER, "You can talk with a clinic.", "Organizational confidentiality.", 1, "reading grade"),
    Break("hard words in Spanish", CARTA, "Puede hablar", "Institucionalice confidencialidades", 1, "reading ease"),
    Break(
        "forbidden phrase",
        LETTER,
        "Read the letter first.",
        "You are safe.\n\nRead on.",
        13,
        "forbidden phrase “you are safe”",
    ),
    Break("forbidden phrase in emphasis", LETTER, "Read the", "You are **safe**. Read the", 1, "forbidden phrase"),
    Break(
        "forbidden phrase with a curly apostrophe", LETTER, "Read the", "Don’t worry. Read the", 13, "forbidden phrase"
    ),
    Break("forbidden phrase in Spanish", CARTA, "Lea la carta primero.", "Usted está a salvo.", 13, "“está a salvo”"),
    Break("interface text missing", "interface/es.yml", "thanks: De nada.\n", "", 1, "missing translation of “thanks”"),
    Break("interface text too many", "interface/es.yml", "thanks:", "hello: Hola.\nthanks:", 1, "“hello” is not in"),
    Break(
        "interface field lost", "interface/es.yml", "el {date}", "ayer", 2, "last_seen: the field “{date}” is missing"
    ),
    Break(
        "interface field invented", "interface/es.yml", "nada", "nada, {name}", 1, "the field “{name}” is never filled"
    ),
    Break(
        "interface placeholder", "interface/es.yml", "helpline.hotline", "helpline.x", 3, "limited: unknown placeholder"
    ),
    Break(
        "fact without a source", "facts.yml", "sources:\n  - a-report", "sources: []", 1, "people_counted: marked read"
    ),
    Break(
        "fact with a lost source", "facts.yml", "- a-report", "- lost", 1, "people_counted: there is no source “lost”"
    ),
    Break(
        "lost source of a helpline", "helplines.yml", "- a-report", "- lost", 1, "hotline: there is no source “lost”"
    ),
    Break(
        "not in canonical form",
        "facts.yml",
        "display: {}\n  date: 2025-08-07",
        "display:  {}\n  date: 2025-08-07",
        1,
        "not in canonical form",
    ),
]


def problems_of(folder: Path) -> list[Problem]:
    snapshot = Snapshot.build(read_content(folder), edition=1, built_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    return check_content(snapshot, read_rules(folder), folder)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    write_sample(tmp_path)
    return tmp_path


def test_the_sample_has_no_problem(sample: Path) -> None:
    assert problems_of(sample) == []


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.rule)
def test_a_broken_rule_is_reported_with_file_line_and_reason(broken: Break, sample: Path) -> None:
    break_file(sample, broken.file, broken.old, broken.new)
    found = problems_of(sample)
    assert [(p.file, p.line) for p in found] == [(broken.seen_in or broken.file, broken.line)], found
    assert broken.reason in found[0].reason


@pytest.mark.parametrize(
    ("field", "nowhere", "reason"),
    [
        ("lifts", ["no-such"], "there is no ruling “no-such”"),
        ("affirms", ["no-such"], "there is no ruling “no-such”"),
        ("case", "no-such", "there is no case “no-such”"),
        ("court", "no-such", "there is no court “no-such”"),
        ("sources", ["no-such"], "there is no source “no-such”"),
        ("sources", [], "marked read, but names no source"),
    ],
    ids=["lifts", "affirms", "case", "court", "lost source", "no source"],
)
def test_a_ruling_that_points_nowhere_is_reported(field: str, nowhere: object, reason: str, sample: Path) -> None:
    def pointing_nowhere(record: Record) -> Record:
        if record.key != "the-order":
            return record
        return replace(record, fields=record.fields.model_copy(update={field: nowhere}))

    write_content(map(pointing_nowhere, read_content(sample)), sample)
    assert problems_of(sample) == [Problem("rulings.yml", 1, f"the-order: {reason}")]


def test_long_sentences_on_average_are_reported(sample: Path) -> None:
    eleven_words = "We read it and then you read it and we talk."
    break_file(sample, LETTER, "Read the letter first.", eleven_words)
    break_file(sample, LETTER, "You can talk with a clinic.", eleven_words)
    break_file(sample, LETTER, " Use Form W-7 to ask.", "")
    break_file(sample, LETTER, "short: Read it first.", f"short: {eleven_words}")
    assert [p.reason for p in problems_of(sample)] == ["sentences have 9.5 words on average; at most 8"]


def test_a_title_with_a_placeholder_is_reported(sample: Path) -> None:
    break_file(sample, LETTER, "title: A letter came. What now?", "title: '{{ fact.people_counted }} letters?'")
    assert problems_of(sample) == [Problem(LETTER, 2, "a title may hold no placeholder: it is also a button")]


def test_a_missing_topic_is_reported_in_each_language_that_must_be_complete(sample: Path) -> None:
    for lang in ("en", "es"):
        (sample / f"content/{lang}/the_court.md").unlink()
    missing = "missing translation: this language must have every topic"
    assert problems_of(sample) == [Problem(f"content/{lang}/the_court.md", 1, missing) for lang in ("en", "es")]


def test_an_answer_to_no_topic_is_reported(sample: Path) -> None:
    (sample / "content/en/a_poem.md").write_text(FILES[LETTER], "utf-8")
    assert problems_of(sample) == [Problem("content/en/a_poem.md", 2, "there is no topic “a_poem” in topics.yml")]


def test_texts_about_the_law_may_be_harder_and_longer(sample: Path) -> None:
    harder = "The judge decided again and again about our agreement."
    break_file(sample, LETTER, "You can talk with a clinic.", harder)
    assert [p.reason.split(" (")[0][:13] for p in problems_of(sample)] == ["reading grade"]
    write_sample(sample)
    break_file(sample, COURT, "It can change on any day.", harder)
    assert problems_of(sample) == []


def test_all_problems_come_at_once_in_order(sample: Path) -> None:
    break_file(sample, LETTER, "Read the letter first.", "You are safe.\n\nRead 3 letters.")
    break_file(sample, CARTA, "- the_court", "- the_moon")
    break_file(sample, "facts.yml", "- a-report", "- lost")
    found = problems_of(sample)
    assert [(p.file, p.line) for p in found] == [(LETTER, 13), (LETTER, 15), (CARTA, 11), ("facts.yml", 1)]
    assert str(found[1]) == f"{LETTER}:15: bare figure “3”: use a placeholder on a fact, ruling or helpline"


def test_an_answer_is_checked_before_it_is_a_file(sample: Path) -> None:
    snapshot = Snapshot.build(read_content(sample), edition=1, built_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    record = next(r for r in snapshot.records if (r.kind, r.key, r.lang) == ("answer", "a_letter", "en"))
    assert isinstance(record.fields, AnswerText)
    text = record.fields.model_copy(update={"body": f"{record.fields.body} In 2026."})
    reason = "bare figure “2026”: use a placeholder on a fact, ruling or helpline"
    assert Problem(LETTER, 1, reason) in check_answer(record, text, snapshot, read_rules(sample))


@pytest.mark.parametrize("text", ["complete: [en", "complete: [en]\n", f"{FILES['checks.yml']}nobody_knows: 1\n"])
def test_rules_that_cannot_be_read_are_reported(text: str, sample: Path) -> None:
    (sample / "checks.yml").write_text(text, "utf-8")
    with pytest.raises(ContentError, match=r"^checks\.yml:1: "):
        read_rules(sample)


def test_missing_rules_are_reported(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"checks\.yml"):
        read_rules(tmp_path)


def test_the_real_content_has_no_problem(snapshot: Snapshot) -> None:
    assert check_content(snapshot, read_rules(ROOT / "data"), ROOT / "data") == []


@pytest.mark.parametrize(
    ("phrase", "said", "is_found"),
    [
        ("sin riesgo", "esto es sin riesgo.", True),
        ("los ilegales", "los ilegalesísimos", False),
        ("您是安全的", "所以您是安全的。", True),
        ("안전합니다", "정말안전합니다", True),
        ("أنت بأمان", "وأنت بأمان", True),
        ("đừng lo", "xin đừng lo.", True),
        ("đừng lo", "đừng lời", False),
    ],
)
def test_phrase_is_found_as_its_script_writes_words(phrase: str, said: str, is_found: bool) -> None:
    assert bool(phrase_pattern(phrase).search(said)) is is_found
