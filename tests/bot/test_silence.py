"""What people write reaches no log and no file of the engine, at its loudest and when everything fails."""

from __future__ import annotations

import json
import logging

import pytest
from components import quiet_logging
from engine import Engine

CANARY = "zxqcanary7731"
SENDER = "silence-test-0000001"


@pytest.mark.parametrize("mode", ["ok", "down", "broken", "echo", "refuse"])
def test_the_canary_is_nowhere(engine: Engine, mode: str) -> None:
    engine.actions.mode = mode
    for text in (
        CANARY,
        f"/{CANARY}",
        f'/greet{{"{CANARY}": 1}}',
        f"{CANARY} \ud800\x00",
        f"si declaro {CANARY} " * 90,
    ):
        engine.post("turn", {"sender": SENDER, "text": text, "metadata": {"lang": "es", "clinic": CANARY}})
    engine.post("turn", {"sender": SENDER, "choice": f"topic:{CANARY}"})
    engine.post("turn", {"sender": SENDER, "choice": f"/{CANARY}"})
    engine.post("turn", {"sender": f"{CANARY}!", "text": CANARY})
    engine.post("turn", f"{{{CANARY}".encode())
    engine.post(f"turn?{CANARY}", {"sender": SENDER, "text": CANARY})
    engine.post(CANARY, {"sender": SENDER, "text": CANARY})
    engine.post("forget", {"sender": SENDER})
    assert engine.actions.seen["tracker"]["sender_id"] == SENDER
    assert CANARY not in engine.printed()
    assert CANARY.encode() not in engine.written()


def test_faults_are_told_by_name(engine: Engine) -> None:
    engine.actions.mode = "down"
    engine.post("turn", {"sender": SENDER, "text": "hola"})
    assert "ERROR rasa.core.processor _run_action" in engine.printed()
    assert "NoReplyError" in engine.printed()


@pytest.mark.usefixtures("quiet")
def test_a_record_says_where_and_not_what(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("rasa.anything")
    try:
        raise ValueError(CANARY)
    except ValueError:
        logger.exception("text: %s", CANARY, extra={"text": CANARY})
    (record,) = caplog.records
    assert record.getMessage().startswith("ERROR rasa.anything test_a_record_says_where_and_not_what:")
    assert record.getMessage().endswith(" ValueError")
    assert record.exc_info is None
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (json.dumps({"event": "processor.message.parse", "text": CANARY}), "processor.message.parse"),
        (json.dumps({"event": CANARY}), "where:1"),
        (json.dumps({"event": f"{CANARY} is my name"}), "where:1"),
        (json.dumps([CANARY]), "where:1"),
        (f"{{{CANARY}", "where:1"),
        (CANARY, "where:1"),
    ],
)
def test_only_names_of_events_pass(message: str, told: str) -> None:
    record = quiet_logging.quiet_record("rasa", logging.ERROR, "", 1, message, (), None, "where")
    assert record.getMessage() == f"ERROR rasa {told}"
