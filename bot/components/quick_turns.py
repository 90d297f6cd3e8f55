"""Spares every turn what Rasa does in it and Faro has no use for: milliseconds, of the sixty that a turn may take."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event

Outputs = dict[str, tuple[str, Any]]


def install() -> None:
    """Let Rasa 3.6.21 decide as before, with less work."""
    DaskGraphRunner.run = run_in_order
    RulePolicy._find_action_from_rules = only_by_intent(RulePolicy._find_action_from_rules)
    # Rasa would warn of an intent that the domain lacks; `rasa data validate`, in `make test`, refuses it instead.
    MessageProcessor._check_for_unseen_features = lambda *_: None
    # The classes of events do not change while the engine runs; Rasa would look through them all for every event.
    Event.resolve_by_type = staticmethod(functools.cache(Event.resolve_by_type))


def run_in_order(
    runner: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Return the output of each of `targets`, else of the graph's own; every node is run once, after those it needs.

    Rasa has Dask plan the order anew in every turn, and writes out the whole graph for a log that nobody keeps.

    Raises:
        GraphRunError: when a node fails with an error that is none of Rasa's.
    """
    outputs: Outputs = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        return dict(_output(runner, name, outputs) for name in targets or runner._graph_schema.target_names)
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error


def _output(runner: DaskGraphRunner, name: str, outputs: Outputs) -> tuple[str, Any]:
    if name not in outputs:
        needed = [_output(runner, need, outputs) for need in runner._graph_schema.nodes[name].needs.values()]
        outputs[name] = runner._instantiated_nodes[name](*needed)
    return outputs[name]


def only_by_intent(find: Callable[..., Any]) -> Callable[..., Any]:
    """Return `find`, but that it finds nothing by the words of a message: no rule of Faro's is of words."""

    def found(policy: RulePolicy, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        if use_text_for_last_user_input:
            return None, None, False
        return find(policy, tracker, domain, use_text_for_last_user_input)

    return found
