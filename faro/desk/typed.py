"""An answer as it stands in the editor's form: whatever was typed, also what cannot be kept yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from faro.content.kinds import AnswerText, parse_fields
from faro.desk.form import Form

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LINE_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Typed:
    """The fields of the form, as text; `note` says what was changed and why."""

    title: str = ""
    short: str = ""
    body: str = ""
    sources: tuple[str, ...] = ()
    leans_on: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    review_by: str = ""
    note: str = ""


def typed_of(text: AnswerText) -> Typed:
    """Returns the form filled with an answer."""
    return Typed(
        title=text.title,
        short=text.short,
        body=text.body,
        sources=tuple(text.sources),
        leans_on=tuple(text.leans_on),
        related=tuple(text.related),
        review_by=text.review_by.isoformat(),
    )


def read_typed(form: Form, before: AnswerText | None) -> Typed:
    """Returns what was typed; what was ticked already before keeps its order, for order means something to readers."""
    return Typed(
        title=_line(form["title"]),
        short=_line(form["short"]),
        body=CONTROL.sub("", form["body"]),
        sources=_in_order(form.every("sources"), before.sources if before else ()),
        leans_on=_in_order(form.every("leans_on"), before.leans_on if before else ()),
        related=tuple(dict.fromkeys(form.every("related"))),
        review_by=form["review_by"],
        note=_line(form["note"]),
    )


def read_answer(typed: Typed) -> tuple[AnswerText | None, tuple[str, ...]]:
    """Returns the answer and nothing, or None and the names of the fields that cannot be kept as they are."""
    try:
        fields = parse_fields(
            "answer",
            {
                "title": typed.title,
                "short": typed.short,
                "sources": list(typed.sources),
                "review_by": typed.review_by,
                "leans_on": list(typed.leans_on),
                "related": list(typed.related),
                "body": typed.body,
            },
        )
    except ValidationError as error:
        return None, tuple(dict.fromkeys(str(detail["loc"][0]) for detail in error.errors()))
    assert isinstance(fields, AnswerText)
    return fields, ()


def _in_order(ticked: Iterable[str], before: Iterable[str]) -> tuple[str, ...]:
    given = list(dict.fromkeys(ticked))
    kept = [key for key in before if key in given]
    return (*kept, *(key for key in given if key not in kept))


def _line(text: str) -> str:
    return CONTROL.sub("", LINE_BREAK.sub(" ", text))
