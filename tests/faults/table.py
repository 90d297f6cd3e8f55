"""Prints the table of faults that the last run of the tests left, as it stands in docs/faults.md."""

from __future__ import annotations

import json

from tests.faults.conftest import REPORT

HEADINGS = (
    "target",
    "fault",
    "a question in their own words",
    "a button",
    "slowest turn",
    "health",
    "well again after",
)


def table() -> str:
    """Returns the rows of the report as a table in Markdown."""
    lines = [HEADINGS, ("---",) * len(HEADINGS)]
    for row in json.loads(REPORT.read_text("utf-8")):
        lines.append(
            (
                row["target"],
                row["fault"],
                row["question"],
                row["button"],
                f"{row['slowest']:.2f} s",
                row["health"],
                f"{row['recovered_after']:.1f} s",
            )
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    print(table())
