"""The kinds of document that Faro keeps, each as a typed model with the rules its fields must obey."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Len
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from faro.content.origins import is_exact_origin

Channel = Literal["bulk_sharing", "individual_requests", "use_of_shared_data"]
CHANNELS: tuple[Channel, ...] = ("bulk_sharing", "individual_requests", "use_of_shared_data")

Effect = Literal["blocks", "allows"]
Verification = Literal["read", "second_hand", "unconfirmed"]

KebabKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
SnakeKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=80)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=8000)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=r"^[^\r\n]+$")]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=600)]


def _with_english(texts: dict[str, str]) -> dict[str, str]:
    if texts and "en" not in texts:
        raise PydanticCustomError("english", "the English text is missing, to which the others fall back")
    return texts


def _exact_origin(origin: str) -> str:
    if not is_exact_origin(origin):
        raise PydanticCustomError("origin", "this is not the exact https origin of a website")
    return origin


Origin = Annotated[str, AfterValidator(_exact_origin)]
Translations = Annotated[dict[LanguageCode, Line], AfterValidator(_with_english)]
Translated = Annotated[Translations, Len(min_length=1)]


class Fields(BaseModel):
    """What every kind shares: fields that nobody declared are refused, and nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(Fields):
    """One entry of the topic catalogue."""

    id: SnakeKey
    group: SnakeKey
    core: bool
    urgent: bool


class AnswerText(Fields):
    """The reviewed text of one topic in one language; the body is limited Markdown with placeholders."""

    title: Line
    short: Line
    sources: list[KebabKey]
    review_by: dt.date
    leans_on: list[str]
    related: list[SnakeKey]
    body: Text


class Source(Fields):
    """Where something was read."""

    key: KebabKey
    title: Line
    publisher: Line
    url: WebAddress | None
    date: dt.date | None
    kind: Literal["primary", "news", "secondary"]
    verification: Verification
    note: str | None


class Fact(Fields):
    """One claim, with a figure where there is one, and how sure it is."""

    key: SnakeKey
    claim: Line
    value: int | float | None
    unit: str | None
    display: Translations
    date: dt.date | None
    verification: Verification
    sources: list[KebabKey]
    note: str | None


class Court(Fields):
    """A court, named in each language."""

    slug: KebabKey
    level: Literal["district", "appeals", "supreme"]
    name: Translated
    place: Translated


class Case(Fields):
    """A lawsuit."""

    slug: KebabKey
    name: Line
    court: KebabKey
    docket: str | None
    judge: str | None
    appeal_court: KebabKey | None
    appeal_docket: str | None
    note: str | None


class Ruling(Fields):
    """A court event, or an act of the government that the courts speak about, and what it does to each channel."""

    id: KebabKey
    date: dt.date
    date_note: str | None
    case: KebabKey | None
    court: KebabKey | None
    judges: list[Line]
    kind: Literal["order", "appeal", "agreement", "finding", "filing", "request", "disclosure", "event"]
    channels: dict[Channel, Effect]
    lifts: list[KebabKey]
    affirms: list[KebabKey]
    checked_on: dt.date | None
    verification: Verification
    sources: list[KebabKey]
    what: Translated
    note: str | None


class Helpline(Fields):
    """A number or a web address where a person can be reached."""

    key: SnakeKey
    name: Line
    phone: str | None
    url: WebAddress | None
    purpose: Translated
    urgent: bool
    check_number: bool
    verification: Verification
    sources: list[KebabKey]
    note: str | None


class Clinic(Fields):
    """A clinic of the directory, which may also embed the widget from its own origins."""

    slug: KebabKey
    name: Line
    kind: Literal["litc", "vita", "legal", "national"]
    example: bool
    phone: str | None
    url: WebAddress | None
    hours: Translations
    languages: list[LanguageCode]
    states: list[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]]
    zips: list[Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]]
    origins: list[Origin]
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
    verification: Verification
    sources: list[KebabKey]
    note: str | None


class Language(Fields):
    """A language by its own name."""

    code: LanguageCode
    name: Line
    direction: Literal["ltr", "rtl"] = "ltr"


class InterfaceText(Fields):
    """The words around the answers in one language: key to sentence, with named fields in single braces."""

    texts: dict[SnakeKey, Text]


class RiskQuestion(Fields):
    """One question of the risk check: its answers in the order of the buttons, and what a bare yes or no means.

    `topic` is the topic that tells more. `near_emergency` marks a question whose answers sound like an emergency (an
    arrest, a family): there, whatever may be one is taken for one. The questions are asked in the order of the file,
    and each has the answer `rather_not_say`.
    """

    id: SnakeKey
    values: list[SnakeKey]
    if_yes: SnakeKey | None
    if_no: SnakeKey | None
    near_emergency: bool = False
    topic: SnakeKey


class RiskRule(Fields):
    """One row of the table behind the risk check's result, for a lawyer to read and check.

    It applies when each question that `when` names was answered with one of the values there; an empty `when` always
    does. `see_lawyer` is about an immigration lawyer before filing: `must`, `should`, `if_so` (where what was not said
    is so) or `no`.
    """

    id: SnakeKey
    when: dict[SnakeKey, list[SnakeKey]]
    see_lawyer: Literal["must", "should", "if_so", "no"]
    rulings: list[Channel]
    leans_on: list[SnakeKey]
    sources: list[KebabKey]
    topics: list[SnakeKey]


RulePart = Literal["title", "law", "unknown", "next", "if_file", "if_not_file", "ask"]


class RiskQuestionText(Fields):
    """The words of one question: what is asked and why, the buttons, what people type instead, a note after one."""

    ask: Text
    why: Text
    values: dict[SnakeKey, Line]
    typed: dict[SnakeKey, list[Line]]
    after: dict[SnakeKey, Text]


class RiskCheckText(Fields):
    """The words of the whole risk check in one language: around it, typed to steer it, its questions, its rules."""

    words: dict[SnakeKey, Text]
    typed: dict[SnakeKey, list[Line]]
    questions: dict[SnakeKey, RiskQuestionText]
    rules: dict[SnakeKey, dict[RulePart, Text]]


KINDS: dict[str, type[Fields]] = {
    "topic": Topic,
    "answer": AnswerText,
    "source": Source,
    "fact": Fact,
    "court": Court,
    "case": Case,
    "ruling": Ruling,
    "helpline": Helpline,
    "clinic": Clinic,
    "language": Language,
    "interface": InterfaceText,
    "risk_question": RiskQuestion,
    "risk_rule": RiskRule,
    "risk_check": RiskCheckText,
}

KEY_FIELD: dict[str, str] = {
    "topic": "id",
    "source": "key",
    "fact": "key",
    "court": "slug",
    "case": "slug",
    "ruling": "id",
    "helpline": "key",
    "clinic": "slug",
    "language": "code",
    "risk_question": "id",
    "risk_rule": "id",
}


@dataclass(frozen=True)
class Record:
    """One document in one language as it stands in a file or is published in the store.

    `lang` is empty for kinds whose texts are not kept per language. `position` keeps the order of a list
    whose order means something (topics, languages, courts, the risk check) and is 0 elsewhere. `reviewed` says
    whether a second person agreed to exactly this text.
    """

    kind: str
    key: str
    fields: Fields
    lang: str = ""
    position: int = 0
    reviewed: bool = False


def parse_fields(kind: str, data: dict[str, Any]) -> Fields:
    """Returns the typed fields of a document of this kind; raises ValidationError, which names each field."""
    return KINDS[kind].model_validate(data)
