"""A reply of the action server is checked as Rasa checks it."""

from __future__ import annotations

import jsonschema
import pytest
from components import action_replies
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

SLOT = {"event": "slot", "timestamp": None, "name": "last_topic", "value": "address_exposure"}


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    # Set once more, so that what `install` puts there is taken back after the test.
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    action_replies.install()
    return RemoteAction("action_answer_topic", EndpointConfig("http://127.0.0.1:1/webhook"))


def test_a_reply_of_slots_and_messages_is_taken(action: RemoteAction) -> None:
    assert action._validate_action_result({"events": [SLOT], "responses": [{"custom": {"html": "<p>yes</p>"}}]})


@pytest.mark.parametrize(
    "reply",
    [{"events": [{"name": "last_topic"}]}, {"events": "none"}, {"responses": [3]}, {"events": [{**SLOT, "event": 3}]}],
)
def test_another_reply_is_refused_with_the_error_that_rasa_expects(action: RemoteAction, reply: dict) -> None:
    with pytest.raises(jsonschema.ValidationError):
        action._validate_action_result(reply)
