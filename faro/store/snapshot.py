"""The published content as one immutable object in memory: what every answer is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from faro.content.kinds import (
    AnswerText,
    Case,
    Channel,
    Clinic,
    Court,
    Fact,
    Fields,
    Helpline,
    InterfaceText,
    Language,
    Record,
    RiskCheckText,
    RiskQuestion,
    RiskRule,
    Ruling,
    Source,
    Topic,
)

FALLBACK_LANGUAGE = "en"

F = TypeVar("F", bound=Fields)


@dataclass(frozen=True)
class PublishedAnswer:
    """One answer in one language as it is live, and whether a second person agreed to this very text."""

    topic: str
    lang: str
    text: AnswerText
    reviewed: bool


@dataclass(frozen=True)
class PublishedRiskCheck:
    """The words of the risk check in one language, and whether a second person agreed to exactly these."""

    lang: str
    text: RiskCheckText
    reviewed: bool


@dataclass(frozen=True)
class Snapshot:
    """Everything that is published, at one edition number of the store.

    Mappings keep the order in which a reader should meet their entries. Answers are keyed by (topic, language).
    """

    edition: int
    built_at: dt.datetime
    topics: Mapping[str, Topic]
    answers: Mapping[tuple[str, str], PublishedAnswer]
    rulings: tuple[Ruling, ...]
    cases: Mapping[str, Case]
    courts: Mapping[str, Court]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    helplines: Mapping[str, Helpline]
    clinics: Mapping[str, Clinic]
    languages: Mapping[str, Language]
    interface: Mapping[str, Mapping[str, str]]
    records: tuple[Record, ...] = field(repr=False)
    risk_questions: Mapping[str, RiskQuestion]
    risk_rules: Mapping[str, RiskRule]
    risk_checks: Mapping[str, PublishedRiskCheck]
    ruling_review_days: int = 7
    checking: Mapping[Channel, dt.date] = field(default_factory=dict)
    # What was composed of it and may be asked for again: it goes with the snapshot, so that none outlives its edition.
    composed: dict[Hashable, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def build(
        cls,
        records: Iterable[Record],
        edition: int,
        built_at: dt.datetime,
        ruling_review_days: int = 7,
        checking: Mapping[Channel, dt.date] | None = None,
    ) -> Snapshot:
        """Returns the snapshot of these published records; records of unknown kinds are kept but not indexed.

        `ruling_review_days` is how old the newest check of a ruling may be before answers say that it may have changed.
        `checking` names the channels that somebody is checking just now, and since which day.
        """
        kept = tuple(sorted(records, key=lambda r: (r.kind, r.position, r.key, r.lang)))
        answers = {
            (r.key, r.lang): PublishedAnswer(r.key, r.lang, r.fields, r.reviewed)
            for r in kept
            if isinstance(r.fields, AnswerText)
        }
        interface = {
            r.lang: MappingProxyType(dict(r.fields.texts)) for r in kept if isinstance(r.fields, InterfaceText)
        }
        risk_checks = {
            r.lang: PublishedRiskCheck(r.lang, r.fields, r.reviewed)
            for r in kept
            if isinstance(r.fields, RiskCheckText)
        }
        rulings = _of(kept, Ruling).values()
        return cls(
            edition=edition,
            built_at=built_at,
            topics=_of(kept, Topic),
            answers=MappingProxyType(answers),
            rulings=tuple(sorted(rulings, key=lambda ruling: (ruling.date, ruling.id))),
            cases=_of(kept, Case),
            courts=_of(kept, Court),
            facts=_of(kept, Fact),
            sources=_of(kept, Source),
            helplines=_of(kept, Helpline),
            clinics=_of(kept, Clinic),
            languages=_of(kept, Language),
            interface=MappingProxyType(interface),
            records=kept,
            risk_questions=_of(kept, RiskQuestion),
            risk_rules=_of(kept, RiskRule),
            risk_checks=MappingProxyType(risk_checks),
            ruling_review_days=ruling_review_days,
            checking=MappingProxyType(dict(checking or {})),
        )

    def with_record(self, record: Record) -> Snapshot:
        """Returns the snapshot as it would be with this record published, in the place of the one of its name."""
        place = (record.kind, record.key, record.lang)
        others = [kept for kept in self.records if (kept.kind, kept.key, kept.lang) != place]
        return Snapshot.build([*others, record], self.edition, self.built_at, self.ruling_review_days, self.checking)

    def answer(self, topic: str, lang: str) -> PublishedAnswer | None:
        """Returns the topic's answer in `lang`, else in the fallback language, else None."""
        return self.answers.get((topic, lang)) or self.answers.get((topic, FALLBACK_LANGUAGE))

    def risk_check(self, lang: str) -> PublishedRiskCheck | None:
        """Returns the words of the risk check in `lang` where they are whole, else in the fallback language, else None.

        They are whole when every question and every rule of the table has its words: half of a result in another
        language would leave out what a person must know.
        """
        published = self.risk_checks.get(lang)
        if (
            published
            and published.text.questions.keys() >= self.risk_questions.keys()
            and published.text.rules.keys() >= self.risk_rules.keys()
        ):
            return published
        return self.risk_checks.get(FALLBACK_LANGUAGE)

    def offered_languages(self) -> tuple[Language, ...]:
        """Returns the languages in which every core topic and the interface exist; the others are not offered."""
        core = [topic.id for topic in self.topics.values() if topic.core]
        return tuple(
            language
            for code, language in self.languages.items()
            if code in self.interface and all((topic, code) in self.answers for topic in core)
        )

    def is_offered(self, lang: str | None) -> bool:
        """Returns whether Faro speaks this language."""
        return any(language.code == lang for language in self.offered_languages())


def _of(records: Iterable[Record], kind: type[F]) -> Mapping[str, F]:
    return MappingProxyType({record.key: record.fields for record in records if isinstance(record.fields, kind)})
