"""A turn with less work decides as one with all of Rasa's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from components import quick_turns
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.events import ActionExecuted, Event, SlotSet

DATA = Path(__file__).resolve().parents[2] / "data"
PATCHED = [
    (DaskGraphRunner, "run"),
    (RulePolicy, "_find_action_from_rules"),
    (MessageProcessor, "_check_for_unseen_features"),
    (Event, "resolve_by_type"),
]
RASAS = {name: owner.__dict__[name] for owner, name in PATCHED}


@pytest.fixture(autouse=True)
def _as_rasa_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # Set once more, so that what `install` puts there is taken back after the test.
    for owner, name in PATCHED:
        monkeypatch.setattr(owner, name, RASAS[name])


class Adder(GraphComponent):
    """Adds one to the sum of what it is given, counts its runs, and fails at 100."""

    runs = 0

    @classmethod
    def create(cls, *_: Any, **__: Any) -> Adder:
        return cls()

    def add(self, **given: int) -> int:
        type(self).runs += 1
        if 100 in given.values():
            raise ValueError("a hundred")
        if 200 in given.values():
            raise RuntimeError("two hundred")
        return 1 + sum(given.values())


def node(**needs: str) -> SchemaNode:
    return SchemaNode(needs, Adder, "create", "add", {}, eager=True, is_target=False)


@pytest.fixture
def runner(tmp_path: Path) -> DaskGraphRunner:
    Adder.runs = 0
    nodes = {"first": node(a="start"), "left": node(a="first"), "right": node(a="first"), "unasked": node(a="right")}
    schema = GraphSchema({**nodes, "last": node(a="left", b="right", c="start")})
    return DaskGraphRunner.create(schema, LocalModelStorage(tmp_path), ExecutionContext(schema))


def test_the_outputs_are_those_of_rasa_and_every_node_runs_once(runner: DaskGraphRunner) -> None:
    wanted = {"inputs": {"start": 5}, "targets": ["last", "first"]}
    as_rasa = runner.run(**wanted)
    assert Adder.runs == 4
    quick_turns.install()
    assert runner.run(**wanted) == as_rasa == {"first": 6, "last": 20}
    assert Adder.runs == 8


@pytest.mark.parametrize("start", [100, 200])
def test_a_node_that_fails_ends_the_run_as_it_does_with_rasa(runner: DaskGraphRunner, start: int) -> None:
    for install in (lambda: None, quick_turns.install):
        install()
        with pytest.raises(GraphComponentException, match="Error running graph component for node first"):
            runner.run({"start": start}, ["last"])


def test_an_error_that_is_none_of_rasas_is_an_error_of_the_graph(
    runner: DaskGraphRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_turns.install()

    def fails(*_: Any) -> None:
        raise RuntimeError("outside of every component")

    monkeypatch.setitem(runner._instantiated_nodes, "first", fails)
    with pytest.raises(GraphRunError):
        runner.run({"start": 1}, ["last"])


def test_events_are_made_of_the_classes_that_rasa_finds() -> None:
    quick_turns.install()
    for _ in range(2):
        assert Event.resolve_by_type("slot") is SlotSet
        assert Event.resolve_by_type("action", ActionExecuted) is ActionExecuted


def test_rules_are_looked_for_by_intent_alone() -> None:
    asked = []

    def find(policy: Any, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> tuple[str, str, bool]:
        asked.append(use_text_for_last_user_input)
        return "action_greet", "the rule", False

    found = quick_turns.only_by_intent(find)
    assert found(None, None, None, use_text_for_last_user_input=True) == (None, None, False)
    assert found(None, None, None, use_text_for_last_user_input=False) == ("action_greet", "the rule", False)
    assert asked == [False]


def steps(node: Any) -> Iterator[dict[str, Any]]:
    """Yields every mapping in a file of rules and stories."""
    if isinstance(node, dict):
        yield node
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from steps(below)


def test_no_rule_or_story_is_of_words() -> None:
    found = [
        path.name
        for folder in ("rules", "stories")
        for path in (DATA / folder).glob("*.yml")
        for step in steps(yaml.safe_load(path.read_text("utf-8")))
        if "user" in step
    ]
    assert found == []
