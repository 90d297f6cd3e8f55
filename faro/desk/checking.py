"""What the checks say of an answer while it is being written, in sentences that the page and its script show alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from faro.answers.rendering import environment
from faro.checks.content import check_record
from faro.checks.measures import measure
from faro.checks.rules import read_rules
from faro.content.kinds import Record
from faro.desk.typed import Typed, read_answer
from faro.desk.visit import Visit


@dataclass(frozen=True)
class Checked:
    """`wrong` keeps the text from being saved, `problems` from being published; `measures` says how hard it reads."""

    wrong: tuple[str, ...]
    problems: tuple[str, ...]
    measures: tuple[str, ...]

    @property
    def summary(self) -> str:
        """Returns all of it in one short sentence."""
        return str(_sentences().summary(len(self.wrong), len(self.problems)))


def check_typed(visit: Visit, topic: str, lang: str, typed: Typed) -> Checked:
    """Returns what the checks say of what was typed: those that `faro content check` makes of the files."""
    text, wrong = read_answer(typed)
    if text is None:
        return Checked(tuple(str(_sentences().wrong(field)) for field in wrong), (), ())
    snapshot, rules = visit.desk.snapshot(), read_rules(visit.desk.settings.data_dir)
    urgent = topic in snapshot.topics and snapshot.topics[topic].urgent
    lines = str(_sentences().measured(measure(topic, lang, urgent, text, rules))).splitlines()
    problems = check_record(Record("answer", topic, text, lang), snapshot, rules)
    return Checked((), tuple(dict.fromkeys(problems)), tuple(line for line in lines if line))


def _sentences() -> Any:
    return environment().get_template("desk/checks.txt").module
