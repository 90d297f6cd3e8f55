"""The training and held-out messages of the content folder, as the Rasa half reads them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

TOPIC_PREFIX = "faq/"


@dataclass(frozen=True)
class Message:
    """One message, its language, and its intent: a topic's id, or the name of a small-talk intent."""

    intent: str
    lang: str
    text: str


@dataclass(frozen=True)
class Known:
    """All messages of a content folder, and which intents are small talk."""

    training: tuple[Message, ...]
    held_out: tuple[Message, ...]
    small_talk: frozenset[str]

    @property
    def topics(self) -> frozenset[str]:
        """Returns the topics that have training messages."""
        return frozenset(message.intent for message in self.training) - self.small_talk


def read_known(data: Path) -> Known:
    """Returns the messages of a content folder; they are read again only when a file has changed."""
    files = tuple(sorted([*data.glob("nlu/*/*.yml"), *data.glob("eval/**/*.tsv")]))
    return _read(tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=1)
def _read(files: tuple[tuple[Path, int], ...]) -> Known:
    training: list[Message] = []
    held_out: list[Message] = []
    small_talk: set[str] = set()
    for path, _ in files:
        if path.suffix == ".tsv":
            pairs = [line.split("\t", 1) for line in path.read_text("utf-8").splitlines() if "\t" in line]
            held_out += [Message(intent, path.stem, text.strip()) for intent, text in pairs]
            continue
        for full_name, texts in read_nlu(path).items():
            name = full_name.removeprefix(TOPIC_PREFIX)
            if name == full_name:
                small_talk.add(name)
            training += [Message(name, path.parent.name, text) for text in texts]
    return Known(tuple(training), tuple(held_out), frozenset(small_talk))


def read_nlu(path: Path) -> dict[str, list[str]]:
    """Returns the messages of one training file by the full name of their intent."""
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    messages: dict[str, list[str]] = {}
    for entry in data["nlu"]:
        lines = (line.removeprefix("-").strip() for line in entry["examples"].splitlines())
        messages.setdefault(entry["intent"], []).extend(line for line in lines if line)
    return messages


@lru_cache(maxsize=8192)
def normalised(text: str) -> str:
    """Returns letters and digits only, folded, so that two spellings of one message are the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in decomposed if not unicodedata.combining(c)))


def likeness(one: str, other: str) -> float:
    """Returns from 0 to 1 how alike two messages are in their letters: shared pairs of neighbours, marks aside."""
    pairs, others = _pairs(normalised(one)), _pairs(normalised(other))
    return 2 * len(pairs & others) / max(len(pairs) + len(others), 1)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset([text])
