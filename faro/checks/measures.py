"""How a text measures up: its words, its sentences and how hard it is to read, beside the limits of its language."""

from __future__ import annotations

from dataclasses import dataclass

from faro.checks.faults import readable
from faro.checks.reading_level import flesch_kincaid_grade, sentences, szigriszt, words
from faro.checks.rules import LanguageRules, Rules
from faro.content.kinds import AnswerText


@dataclass(frozen=True)
class Measures:
    """Counts of words; a value or limit that is not measured or not held in this language is None."""

    words: int
    fewest: int | None
    most: int | None
    longest_sentence: int
    longest_allowed: int | None
    grade: float | None
    hardest: float | None
    ease: float | None
    lowest: float | None


def measure(topic: str, lang: str, urgent: bool, text: AnswerText, rules: Rules) -> Measures:
    """Returns what the checks measure of an answer; the grade is Flesch-Kincaid's, the ease that of INFLESZ."""
    limits = rules.languages.get(lang) or LanguageRules(forbidden=[])
    body = readable(text.body)
    whole = f"{readable(text.short)}\n{body}"
    most = limits.longest_urgent if urgent else limits.longest_body
    hardest = limits.hardest_grade_of_law if topic in rules.about_law else limits.hardest_grade
    return Measures(
        words=len(words(body)),
        fewest=None if urgent else limits.shortest_body,
        most=most and max(most, rules.longer_bodies.get(topic, 0)),
        longest_sentence=max((len(words(sentence)) for sentence in sentences(whole)), default=0),
        longest_allowed=limits.longest_sentence,
        grade=None if hardest is None else flesch_kincaid_grade(whole),
        hardest=hardest,
        ease=None if limits.lowest_ease is None else szigriszt(whole),
        lowest=limits.lowest_ease,
    )
