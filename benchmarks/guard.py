"""Measures the guard: what it hides and what it leaves alone in each half, and how its time grows with the message.

`.venv/bin/python -m benchmarks.guard`. The browser's guard is measured by tests/e2e/test_guard_in_the_browser.py.
"""

from __future__ import annotations

import time

from faro.chat.guard import LONGEST, guard
from tests.chat.guard_forms import HALVES, forms, is_hidden
from tests.chat.harmless_questions import questions
from tests.chat.test_guard import LONG

REPEATS = 5


def milliseconds(text: str) -> float:
    """Returns the best of several times, which a busy machine can only lengthen."""
    times = []
    for _ in range(REPEATS):
        started = time.thread_time()
        guard(text)
        times.append(time.thread_time() - started)
    return min(times) * 1000


def main() -> None:
    """Prints the figures."""
    for half in HALVES:
        made = forms(half)
        hidden = sum(is_hidden(form, shown.text, shown.hidden) for form in made for shown in [guard(form.text)])
        alarms = sum(bool(guard(question).hidden) for question in questions(half))
        print(f"{half:9} {hidden} of {len(made)} forms hidden, {alarms} of {len(questions(half))} questions touched")
    print("milliseconds for 500, 1,000, 2,000 characters, and for 100,000 of which all past 2,000 are dropped:")
    for name, unit in LONG.items():
        figures = [milliseconds((unit * length)[:length]) for length in (LONGEST // 4, LONGEST // 2, LONGEST, 100_000)]
        print(f"  {name:26} {' '.join(f'{figure:7.2f}' for figure in figures)}")


if __name__ == "__main__":
    main()
