"""Reads the training messages and the held-out ones, each with its language and its full intent name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

TOPIC_PREFIX = "faq/"
SMALL_TALK_GROUPS = ("small_talk", "out_of_scope")
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Example:
    """One message, its language, and the full name of the intent it belongs to (`greet`, `faq/itin_what`)."""

    lang: str
    intent: str
    text: str

    @property
    def is_topic(self) -> bool:
        """Return whether the message asks about a topic."""
        return self.intent.startswith(TOPIC_PREFIX)


def training_examples(nlu: Path) -> list[Example]:
    """Return the training messages, sorted by intent and text as the classifier sorts them."""
    examples = []
    for path in sorted(nlu.glob("*/*.yml")):
        for entry in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            for line in entry["examples"].splitlines():
                text = line.removeprefix("-").strip()
                if text:
                    examples.append(Example(path.parent.name, entry["intent"], text))
    return sorted(examples, key=lambda example: (example.intent, example.text))


def held_out_examples(folder: Path, topics: frozenset[str]) -> list[Example]:
    """Return the held-out messages of `<lang>.tsv` files, in file order.

    Raises:
        ValueError: for a line that is not `intent<TAB>message`; it names file and line.
    """
    examples = []
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            intent, separator, text = line.partition("\t")
            if not separator or not text.strip():
                raise ValueError(f"{path.name}:{number}: expected intent<TAB>message")
            full_name = TOPIC_PREFIX + intent if intent in topics else intent
            examples.append(Example(path.stem, full_name, text.strip()))
    return examples


def halves(examples: list[Example]) -> tuple[list[Example], list[Example]]:
    """Return two halves, each language and intent dealt out in turn: one to choose thresholds by, one to report."""
    dealt: dict[tuple[str, str], int] = {}
    first, second = [], []
    for example in examples:
        place = dealt.get((example.lang, example.intent), 0)
        dealt[example.lang, example.intent] = place + 1
        (first if place % 2 == 0 else second).append(example)
    return first, second


def read_examples(folder: Path, topics: frozenset[str]) -> list[Example]:
    """Return the older held-out messages: their errors have been read and mended, so no figure may rest on them."""
    return held_out_examples(folder / "read", topics)


def overlap(training: list[Example], held_out: list[Example]) -> Iterator[Example]:
    """Yield the held-out messages that stand in the training messages too, marks, case and spacing aside."""
    trained = {normalised(example.text) for example in training}
    for example in held_out:
        if normalised(example.text) in trained:
            yield example


def normalised(text: str) -> str:
    """Return letters and digits only, folded, so that two spellings of one message are the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in decomposed if not unicodedata.combining(c)))
