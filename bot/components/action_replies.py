"""Checks the action server's replies as Rasa does, without checking Rasa's own schema again on every turn."""

from __future__ import annotations

from typing import Any

import jsonschema
import jsonschema_rs
from jsonschema.exceptions import best_match
from rasa.core.actions.action import RemoteAction


def install() -> None:
    """Let every remote action use one prepared validator.

    Rasa 3.6.21 calls `jsonschema.validate`, which validates the schema of the reply before the reply: that
    was 80 % of a turn without understanding. The schema is a constant of Rasa's, so it is checked here, once.
    A reply that is valid, as nearly every one is, is seen to be so by a compiled validator, in microseconds
    instead of milliseconds; what is wrong with any other is said by the one that Rasa knows.
    """
    schema = RemoteAction.action_response_format_spec()
    validator_class = jsonschema.validators.validator_for(schema)
    validator_class.check_schema(schema)
    validator, at_a_glance = validator_class(schema), jsonschema_rs.validator_for(schema)

    def validate(action: RemoteAction, result: dict[str, Any]) -> bool:
        if at_a_glance.is_valid(result):
            return True
        error = best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = validate
