"""What was taught, written as training files in one canonical form, and read back."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from faro.teaching.messages import TOPIC_PREFIX, Known, Message, normalised, read_nlu

FILE = "taught.yml"
HEAD = "# What volunteers taught at the desk; the desk writes this file.\n"


def render_lessons(messages: Iterable[Message], small_talk: frozenset[str]) -> dict[str, str]:
    """Returns path (relative to the content folder) to the canonical training file of each language."""
    by_language: dict[str, dict[str, set[str]]] = {}
    for message in messages:
        name = message.intent if message.intent in small_talk else TOPIC_PREFIX + message.intent
        by_language.setdefault(message.lang, {}).setdefault(name, set()).add(message.text)
    return {f"nlu/{lang}/{FILE}": _render(intents) for lang, intents in sorted(by_language.items())}


def read_lessons(folder: Path) -> list[Message]:
    """Returns what stands in the files of lessons under a content folder."""
    return [
        Message(name.removeprefix(TOPIC_PREFIX), path.parent.name, text)
        for path in sorted(folder.glob(f"nlu/*/{FILE}"))
        for name, texts in read_nlu(path).items()
        for text in texts
    ]


def not_in_files(messages: Iterable[Message], known: Known) -> list[Message]:
    """Returns the messages that the content folder does not teach already: an exported lesson may have come home."""
    there = {(one.intent, one.lang, normalised(one.text)) for one in known.training}
    return [one for one in messages if (one.intent, one.lang, normalised(one.text)) not in there]


def write_lessons(messages: Iterable[Message], known: Known, folder: Path) -> Path:
    """Writes exactly these messages, less those of the content folder, under `folder`; returns its NLU folder."""
    nlu = folder / "nlu"
    shutil.rmtree(nlu, ignore_errors=True)
    nlu.mkdir(parents=True)
    for name, text in render_lessons(not_in_files(messages, known), known.small_talk).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return nlu


def _render(intents: dict[str, set[str]]) -> str:
    entries = [
        f"- intent: {name}\n  examples: |\n" + "".join(f"    - {text}\n" for text in sorted(texts))
        for name, texts in sorted(intents.items())
    ]
    return f'{HEAD}version: "3.1"\nnlu:\n' + "".join(entries)
