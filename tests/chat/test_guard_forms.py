"""Of a thousand forms that the guard was tuned on, and of a thousand others, at least 99 in 100 are hidden."""

from __future__ import annotations

import pytest

from faro.chat.guard import Guarded, guard

from .guard_forms import HALVES, KINDS, Form, forms, is_hidden
from .harmless_questions import questions


def missed(half: str, guarded: list[Guarded]) -> list[str]:
    """Returns the messages of which something is left."""
    return [
        form.text
        for form, shown in zip(forms(half), guarded, strict=True)
        if not is_hidden(form, shown.text, shown.hidden)
    ]


@pytest.mark.parametrize("half", list(HALVES))
def test_at_least_99_of_100_forms_are_hidden(half: str) -> None:
    left = missed(half, [guard(form.text) for form in forms(half)])

    assert len(left) <= 10, left


@pytest.mark.parametrize("half", list(HALVES))
def test_at_most_1_of_100_harmless_questions_is_touched(half: str) -> None:
    alarms = [question for question in questions(half) if guard(question).hidden]

    assert len(alarms) <= 2, alarms


def test_the_halves_are_two_and_of_every_kind() -> None:
    tuning, held_out = ({form.text for form in forms(half)} for half in HALVES)

    assert not tuning & held_out
    assert not set(questions("tuning")) & set(questions("held out"))
    assert {form.kind for form in forms("held out")} == set(KINDS)
    assert (len(forms("tuning")), len(questions("held out"))) == (1000, 250)


@pytest.mark.parametrize(
    ("shown", "hidden", "well"),
    [
        ("my number is …", ("itin",), True),
        ("my number is …", (), False),
        ("my number is 912-34-5678", ("itin",), False),
        ("my number is … 5678", ("itin",), False),
        ("my number is …78", ("itin",), True),
    ],
)
def test_measure_sees_what_is_left(shown: str, hidden: tuple[str, ...], well: bool) -> None:
    assert is_hidden(Form("my number is 912-34-5678", "itin", ("912345678",)), shown, hidden) is well
