"""How thresholds are chosen: no language under a floor comes before goals, and goals before how much is answered."""

from __future__ import annotations

from dataclasses import replace

from evaluation.measure import Figures
from evaluation.messages import Example
from evaluation.thresholds import choose, worth

GOOD = Figures(300, 0.9, 0.99, 0.7, 0.97, 0.97, 1.0, 0.9, 0, 0, 120, 45, 38)
SPARE = replace(GOOD, right_of_answered=1.0, out_of_scope_caught=1.0)


def test_a_language_under_a_floor_outweighs_goals_and_answers() -> None:
    under = worth(replace(GOOD, answered=1.0), [SPARE, replace(SPARE, urgent_as_urgent=0.94)])
    poorer = replace(GOOD, answered=0.1, right_of_answered=0.89, out_of_scope_caught=0.81)
    assert worth(poorer, [poorer, poorer]) > under


def test_goals_outweigh_how_much_is_answered() -> None:
    missed = replace(GOOD, answered=0.9, right_of_answered=0.9)
    assert worth(GOOD, [SPARE]) > worth(missed, [SPARE])


def test_a_floor_is_kept_with_more_to_spare_the_fewer_messages_there_are() -> None:
    near = replace(SPARE, out_of_scope_caught=0.85)
    assert worth(GOOD, [replace(near, out_of_scope_messages=1000)]) > worth(GOOD, [near])


def test_the_answer_threshold_parts_what_is_right_from_what_is_out_of_scope() -> None:
    asked = [Example("en", "faq/itin_what", f"itin {i}") for i in range(20)]
    other = [Example("en", "out_of_scope", f"rain {i}") for i in range(20)]
    rankings = [
        *([("faq/itin_what", 0.7), ("out_of_scope", 0.3)] for _ in asked),
        *([("faq/itin_what", 0.58), ("out_of_scope", 0.42)] for _ in other),
    ]
    thresholds, found = choose([*asked, *other], rankings, frozenset())
    assert 0.58 < thresholds.answer <= 0.7
    assert found.answered == found.out_of_scope_caught == 1
