"""The content files are read whole or not at all, every fault is named, and writing gives the same bytes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from faro.content.files import (
    ContentError,
    Problem,
    read_content,
    render_answer,
    render_files,
    split_front_matter,
    write_content,
)
from faro.content.kinds import CHANNELS, KINDS, AnswerText, Ruling
from faro.store.snapshot import Snapshot
from tests.checks.sample import FILES, break_file, write_sample

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
LETTER = "content/en/a_letter.md"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    write_sample(tmp_path)
    return tmp_path


def problems_of(folder: Path) -> list[Problem]:
    with pytest.raises(ContentError) as raised:
        read_content(folder)
    return list(raised.value.problems)


# Read by programs, and no documents of the store.
TABLES = {"checks.yml", "states.yml", "follow_ups.yml"}


def content_files(folder: Path) -> dict[str, bytes]:
    paths = [
        *folder.glob("*.yml"),
        *folder.glob("content/*/*.md"),
        *folder.glob("interface/*.yml"),
        *folder.glob("risk_check/*.yml"),
    ]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.name not in TABLES}


def test_the_real_content_comes_back_byte_for_byte(snapshot: Snapshot, tmp_path: Path) -> None:
    written = write_content(snapshot.records, tmp_path)
    there, back = content_files(DATA), content_files(tmp_path)
    assert [name for name in there if there[name] != back.get(name)] == []
    assert set(back) == set(there)
    assert len(written) == len(there)


def test_only_files_that_differ_are_written(sample: Path) -> None:
    records = read_content(sample)
    assert write_content(records, sample) == []
    (sample / LETTER).write_text("old", "utf-8")
    assert write_content(records, sample) == [sample / LETTER]


def test_what_a_record_holds(sample: Path) -> None:
    records = {(r.kind, r.key, r.lang): r for r in read_content(sample)}
    letter = records["answer", "a_letter", "es"].fields
    assert isinstance(letter, AnswerText)
    assert letter.title == "Llegó una carta. ¿Qué hago?"
    assert letter.body.startswith("Lea la carta primero.")
    order = records["ruling", "the-order", ""].fields
    assert isinstance(order, Ruling)
    assert order.channels == {CHANNELS[0]: "blocks"}
    assert [r.key for r in records.values() if r.kind == "topic"] == ["a_letter", "at_the_door", "the_court"]
    assert {kind for kind, _, _ in records} == set(KINDS) - {"clinic", "risk_question", "risk_rule", "risk_check"}


def test_the_order_of_the_topics_is_kept(sample: Path) -> None:
    topics = FILES["topics.yml"].split("- id: ")
    (sample / "topics.yml").write_text(topics[0] + "".join(f"- id: {topic}" for topic in reversed(topics[1:])), "utf-8")
    records = read_content(sample)
    assert [r.key for r in records if r.kind == "topic"] == ["the_court", "at_the_door", "a_letter"]
    assert render_files(records)["topics.yml"] == (sample / "topics.yml").read_text("utf-8")


@dataclass(frozen=True)
class Broken:
    """One way to break a file, and the problem that its author should see."""

    name: str
    file: str
    old: str
    new: str
    line: int
    reason: str


BROKEN = [
    Broken(
        "bad YAML",
        "facts.yml",
        "unit: people\n  display: {}\n  date: 2025",
        "unit: [people\n  display: {}\n  date: 2025",
        6,
        "not YAML",
    ),
    Broken("bad YAML in front matter", LETTER, "short: Read", "short: [Read", 4, "not YAML"),
    Broken("an impossible date", LETTER, "2027-01-01", "2027-13-01", 2, "not YAML"),
    Broken("missing key", "helplines.yml", "  urgent: true\n", "", 2, "urgent: field required"),
    Broken("missing key in an answer", LETTER, "review_by: 2027-01-01\n", "", 2, "review_by: field required"),
    Broken("unknown key", "helplines.yml", "urgent: true", "urgent: true\n  nickname: x", 9, "nickname: extra inputs"),
    Broken("unknown key in an answer", LETTER, "review_by:", "colour: red\nreview_by:", 6, "colour: extra inputs"),
    Broken(
        "wrong type", "helplines.yml", "urgent: true", "urgent: perhaps", 8, "urgent: input should be a valid boolean"
    ),
    Broken(
        "wrong type in an answer", LETTER, "review_by: 2027-01-01", "review_by: soon", 6, "review_by: input should be"
    ),
    Broken(
        "unknown choice",
        "facts.yml",
        "verification: read",
        "verification: sure",
        8,
        "verification: input should be 'read'",
    ),
    Broken("wrong key form", "rulings.yml", "- id: the-order", "- id: The Order", 20, "id: string should match"),
    Broken("unknown channel", "rulings.yml", "bulk_sharing: blocks", "selling: blocks", 29, "channels.selling"),
    Broken(
        "unknown effect",
        "rulings.yml",
        "bulk_sharing: blocks",
        "bulk_sharing: stops",
        29,
        "channels.bulk_sharing: input should be",
    ),
    Broken(
        "not a web address", "helplines.yml", "url: null", "url: javascript:alert(1)", 5, "url: string should match"
    ),
    Broken("duplicate id", "topics.yml", "- id: the_court", "- id: a_letter", 10, "topic “a_letter” stands here twice"),
    Broken(
        "an entry that is no mapping",
        "clinics.yml",
        "clinics: []",
        "clinics:\n- a clinic",
        2,
        "an entry of “clinics” is not a mapping",
    ),
    Broken(
        "a list that is missing",
        "rulings.yml",
        "cases:",
        "courts_again:",
        1,
        "expected only the lists courts, cases, rulings",
    ),
    Broken("a list that is none", "clinics.yml", "clinics: []", "clinics: none", 1, "the list “clinics” is missing"),
    Broken(
        "another list", "clinics.yml", "clinics: []", "clinics: []\nshops: []", 1, "expected only the lists clinics"
    ),
    Broken("no front matter", LETTER, "---\ntitle:", "title:", 1, "must open with front matter"),
    Broken(
        "front matter that does not end",
        LETTER,
        "- the_court\n---\n",
        "- the_court\n",
        1,
        "must open with front matter",
    ),
    Broken(
        "front matter that is a list",
        LETTER,
        "---\ntitle:",
        "---\n- one\n---\ntitle:",
        2,
        "the front matter is not a mapping",
    ),
    Broken("no body", LETTER, FILES[LETTER].split("---\n")[2], "", 2, "body: string should have at least 1 character"),
    Broken(
        "interface text that is no text",
        "interface/es.yml",
        "Visto el {date}.",
        "[1]",
        2,
        "last_seen: input should be a valid string",
    ),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_named_with_line_and_reason(broken: Broken, sample: Path) -> None:
    break_file(sample, broken.file, broken.old, broken.new)
    found = problems_of(sample)
    assert [(problem.file, problem.line) for problem in found] == [(broken.file, broken.line)], found
    assert broken.reason in found[0].reason


@pytest.mark.parametrize("name", ["facts.yml", LETTER, "interface/es.yml"])
def test_a_file_that_is_not_utf_8_is_named(name: str, sample: Path) -> None:
    (sample / name).write_bytes(b"facts: \xff\xfe")
    assert problems_of(sample) == [Problem(name, 1, "not UTF-8: byte 7 cannot be read")]


@pytest.mark.parametrize("name", ["facts.yml", LETTER, "interface/es.yml"])
def test_a_file_with_a_control_character_is_named(name: str, sample: Path) -> None:
    text = (sample / name).read_text("utf-8")
    (sample / name).write_text(text.replace(": ", ": \x07", 1), "utf-8")
    found = problems_of(sample)
    assert [problem.file for problem in found] == [name]
    assert "not YAML" in found[0].reason


@pytest.mark.parametrize("name", ["facts.yml", "interface/es.yml"])
@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_an_empty_file_is_named(name: str, text: str, sample: Path) -> None:
    (sample / name).write_text(text, "utf-8")
    assert problems_of(sample) == [Problem(name, 1, "there is nothing in it")]


def test_a_missing_list_is_named(sample: Path) -> None:
    (sample / "facts.yml").unlink()
    assert problems_of(sample) == [Problem("facts.yml", 1, "the file is missing")]


def test_all_problems_come_at_once(sample: Path) -> None:
    break_file(sample, "helplines.yml", "urgent: true", "urgent: perhaps")
    break_file(sample, "helplines.yml", "check_number: false", "check_number: perhaps")
    break_file(sample, LETTER, "review_by: 2027-01-01", "review_by: soon")
    (sample / "facts.yml").unlink()
    (sample / "interface/es.yml").write_bytes(b"\xff")
    with pytest.raises(ContentError) as raised:
        read_content(sample)
    assert [(problem.file, problem.line) for problem in raised.value.problems] == [
        ("facts.yml", 1),
        ("helplines.yml", 8),
        ("helplines.yml", 9),
        (LETTER, 6),
        ("interface/es.yml", 1),
    ]
    assert str(raised.value).splitlines()[0] == "facts.yml:1: the file is missing"


def test_nothing_is_half_read_from_the_real_content(tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy, ignore=shutil.ignore_patterns("nlu", "eval"))
    break_file(copy, "content/es/address_exposure.md", "review_by: ", "reviewed: ")
    reasons = {(problem.line, problem.reason.split(":")[0]) for problem in problems_of(copy)}
    lines = (copy / "content/es/address_exposure.md").read_text("utf-8").splitlines()
    unknown_key = next(number for number, line in enumerate(lines, 1) if line.startswith("reviewed:"))
    assert reasons == {(2, "review_by"), (unknown_key, "reviewed")}


@pytest.mark.parametrize(
    ("text", "front", "body", "line"),
    [
        ("---\na: 1\n---\nBody\n", "a: 1\n", "Body\n", 4),
        ("---\na: 1\nb: 2\n---\n\nBody", "a: 1\nb: 2\n", "\nBody", 5),
        ("Body", None, "Body", 1),
        ("---\nBody", None, "---\nBody", 1),
    ],
)
def test_front_matter(text: str, front: str | None, body: str, line: int) -> None:
    assert split_front_matter(text) == (front, body, line)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("---\nRead", "---\n\n\nRead"),
        lambda text: f"{text}\n\n",
        lambda text: text.replace("title: A letter came. What now?", 'title: "A letter came. What now?"'),
    ],
    ids=["space above", "space below", "quotes"],
)
def test_another_layout_becomes_the_canonical_one(change: Callable[[str], str], sample: Path) -> None:
    (sample / LETTER).write_text(change(FILES[LETTER]), "utf-8")
    record = next(r for r in read_content(sample) if (r.kind, r.key, r.lang) == ("answer", "a_letter", "en"))
    assert render_answer(record.fields) == FILES[LETTER]
