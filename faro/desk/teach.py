"""Teaching: how a typed question is understood, the messages added to an intent, and those taken back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from starlette.responses import Response

from faro.chat.language import LanguageRecogniser, texts_of_languages
from faro.desk.titles import language_name
from faro.desk.visit import DeskRoute, Visit
from faro.store.models import Example
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot
from faro.store.teaching import learnt, taught, teach, unteach
from faro.teaching.messages import TOPIC_PREFIX, Known, Message, read_known
from faro.teaching.validation import LONGEST, Fault, cleaned, faults, neighbours

SHOWN = 6


@dataclass(frozen=True)
class Taught:
    """An example as the page shows it: whether the model in service has learnt it."""

    example: Example
    learnt: bool


def page(visit: Visit) -> Response:
    """Answers `GET /teach`."""
    return _page(visit)


def understand(visit: Visit) -> Response:
    """Answers `POST /teach`: what the bot makes of a question. It is posted, so that it stands in no address."""
    return _page(visit, text=cleaned(visit.form["text"])[:LONGEST])


def add(visit: Visit) -> Response:
    """Answers `POST /teach/examples`: the message is an example of the intent from the next training on."""
    message = Message(visit.form["intent"], visit.form["lang"], cleaned(visit.form["text"]))
    known, snapshot = read_known(visit.desk.settings.data_dir), visit.desk.snapshot()
    with visit.desk.read() as session:
        already = [Message(one.intent, one.lang, one.text) for one in taught(session)]
    wrong = faults(message, known, already, intents(snapshot, known))
    near = [] if wrong or visit.form["anyway"] else neighbours(message, known, already)
    if wrong or near:
        return _page(visit, 409, message.text, message, wrong, near)
    with visit.desk.write() as session:
        teach(session, intent=message.intent, lang=message.lang, text=message.text, by=visit.me, now=visit.now)
    return visit.go("/teach", said="taught")


def remove(visit: Visit) -> Response:
    """Answers `POST /teach/examples/remove`."""
    with visit.desk.write() as session:
        unteach(session, example_id=visit.form.number("example"), by=visit.me, now=visit.now)
    return visit.go("/teach", said="untaught")


def intents(snapshot: Snapshot, known: Known) -> dict[str, str]:
    """Returns every intent that can be taught by its id, with what a person calls it: topics first, then small talk."""
    named = {}
    for topic in snapshot.topics:
        answer = snapshot.answer(topic, FALLBACK_LANGUAGE)
        if answer:
            named[topic] = answer.text.title
    return named | {name: name.replace("_", " ") for name in sorted(known.small_talk)}


@lru_cache(maxsize=1)
def recogniser(nlu: Path) -> LanguageRecogniser:
    """Returns the recogniser of languages that the public edge uses too, learnt once."""
    return LanguageRecogniser(texts_of_languages(nlu, nlu.parent / "content"))


def _page(
    visit: Visit,
    status: int = 200,
    text: str = "",
    message: Message | None = None,
    wrong: list[Fault] | None = None,
    near: list[tuple[Message, float]] | None = None,
) -> Response:
    snapshot, data = visit.desk.snapshot(), visit.desk.settings.data_dir
    known = read_known(data)
    found = visit.desk.teacher.understand(text) if text else None
    ranking = [(name.removeprefix(TOPIC_PREFIX), share) for name, share in found.ranking] if found else []
    recognised = recogniser(data / "nlu").recognise(text) if text else None
    with visit.desk.read() as session:
        in_service = {example.id for example in learnt(session)}
        examples = [Taught(one, one.id in in_service) for one in reversed(taught(session))]
    return visit.page(
        "teach",
        status,
        text=text,
        message=message or Message(ranking[0][0] if ranking else "", recognised.lang if recognised else "", text),
        wrong=wrong or [],
        near=near or [],
        found=found,
        ranking=ranking[:SHOWN],
        recognised=recognised,
        intents=intents(snapshot, known),
        languages=sorted({one.lang for one in known.training}),
        examples=examples,
        longest=LONGEST,
        language=partial(language_name, snapshot),
    )


routes = (
    DeskRoute("/teach", page, "volunteer"),
    DeskRoute("/teach", understand, "volunteer", "POST"),
    DeskRoute("/teach/examples", add, "volunteer", "POST"),
    DeskRoute("/teach/examples/remove", remove, "volunteer", "POST"),
)
