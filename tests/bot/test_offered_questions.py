"""What Faro shows on its buttons it must understand when somebody types it instead of pressing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from evaluation.messages import TOPIC_PREFIX, held_out_examples, normalised, read_examples, training_examples

DATA = Path(__file__).resolve().parents[2] / "data"
LANGUAGES = sorted(folder.name for folder in (DATA / "content").iterdir() if folder.is_dir())


def offered(lang: str) -> dict[str, str]:
    """The intent of each question and wish on a button, by its words."""
    found = {}
    for path in (DATA / "content" / lang).glob("*.md"):
        front = yaml.safe_load(path.read_text("utf-8").split("\n---")[0].lstrip("-"))
        found[front["title"]] = TOPIC_PREFIX + path.stem
    check = yaml.safe_load((DATA / "risk_check" / f"{lang}.yml").read_text("utf-8"))["words"]
    return {
        **found,
        check["start_button"]: "start_risk_check",
        check["resume_button"]: "start_risk_check",
        check["stop_button"]: "stop",
    }


@pytest.fixture(scope="module")
def taught() -> dict[str, set[str]]:
    """The intents of each training message; messages of the exam, which stay untaught, have their exam's label."""
    training = training_examples(DATA / "nlu")
    topics = frozenset(e.intent.removeprefix(TOPIC_PREFIX) for e in training if e.is_topic)
    exam = [*held_out_examples(DATA / "eval", topics), *read_examples(DATA / "eval", topics)]
    intents: dict[str, set[str]] = {}
    for example in [*training, *exam]:
        intents.setdefault(normalised(example.text), set()).add(example.intent)
    return intents


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_on_a_button_is_taught(lang: str, taught: dict[str, set[str]]) -> None:
    missing = {text: intent for text, intent in offered(lang).items() if intent not in taught.get(normalised(text), ())}
    assert not missing, f"add these to data/nlu/{lang}/offered.yml"
