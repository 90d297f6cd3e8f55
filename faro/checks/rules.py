"""What the checks hold a text to: the limits, allowed figures and forbidden phrases of `data/checks.yml`."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from faro.content.files import ContentError, Problem


class LanguageRules(BaseModel):
    """The limits of one language; a limit that is null is not held."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hardest_grade: float | None = None
    hardest_grade_of_law: float | None = None
    lowest_ease: float | None = None
    longest_sentence: int | None = None
    longest_average: float | None = None
    shortest_body: int | None = None
    longest_body: int | None = None
    longest_urgent: int | None = None
    forbidden: list[str]


class Rules(BaseModel):
    """All rules. `complete` lists the languages that must have every topic, `about_law` the topics that quote law."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    complete: list[str]
    about_law: list[str]
    longest_title: int
    longer_bodies: dict[str, int]
    allowed_figures: list[str]
    languages: dict[str, LanguageRules]

    def allowed_figure(self) -> re.Pattern[str]:
        """Returns the pattern of figures that are names and may be typed ("Form W-7", "section 6103")."""
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.allowed_figures) or r"(?!)", re.IGNORECASE)


def read_rules(folder: Path) -> Rules:
    """Returns the rules of the content folder; raises ContentError when the file cannot be used."""
    try:
        return Rules.model_validate(yaml.safe_load((folder / "checks.yml").read_text("utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ContentError([Problem("checks.yml", 1, str(error))]) from error
