"""The languages that Faro answers in, and the content as it stands before one of them is ready."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from faro.checks.rules import read_rules
from faro.settings import ROOT
from faro.store.snapshot import Snapshot

LANGUAGES = tuple(read_rules(ROOT / "data").complete)


def without_answers(snapshot: Snapshot, lang: str) -> Snapshot:
    """Returns the snapshot with no answer in `lang`, which is then not offered."""
    answers = {key: answer for key, answer in snapshot.answers.items() if key[1] != lang}
    records = tuple(r for r in snapshot.records if not (r.kind == "answer" and r.lang == lang))
    return replace(snapshot, answers=MappingProxyType(answers), records=records)
