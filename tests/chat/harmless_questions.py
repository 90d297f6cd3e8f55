"""Five hundred tax questions with numbers that identify nobody, made by chance from a fixed seed, in two halves."""

from __future__ import annotations

import random

from .guard_forms import HALVES

EACH_HALF = 250

MONTHS = ("january", "march", "april", "august", "november", "enero", "mayo")


def questions(half: str) -> list[str]:
    """Returns the 250 questions of a half, `tuning` or `held out`, each another one."""
    chance = random.Random(f"harmless, {half}")
    asked: dict[str, None] = {}
    while len(asked) < EACH_HALF:
        asked[chance.choice(HALVES[half].questions).format(**_numbers(chance))] = None
    return list(asked)


def _numbers(chance: random.Random) -> dict[str, object]:
    year = chance.randrange(2014, 2026)

    def amount() -> str:
        value = chance.choice([chance.randrange(1_000, 99_999), chance.randrange(100, 9_999) * 100])
        return chance.choice([f"{value:,}", str(value)])

    forms, publications = [1040, 1099, 8843, 8822, 4506, 2848, 8862], [519, 4134, 17, 596]
    return {
        **{"year": year, "year2": year + 1, "year3": year + 2, "next": f"{(year + 1) % 100:02d}"},
        **{"amount": amount(), "amount2": amount()},
        **{"small": chance.randrange(20, 999), "small2": chance.randrange(20, 999)},
        **{"cents": f"{chance.randrange(100):02d}", "form": chance.choice(forms)},
        **{"publication": chance.choice(publications), "section": chance.choice([6103, 7213, 7216, 7431, 7602])},
        **{"line": chance.randrange(1, 60), "age": chance.randrange(18, 80), "kids": chance.randrange(2, 9)},
        **{"percent": chance.randrange(1, 40), "day": chance.randrange(1, 29), "month": chance.randrange(1, 13)},
        **{"month2": f"{chance.randrange(1, 13):02d}", "month_name": chance.choice(MONTHS)},
    }
