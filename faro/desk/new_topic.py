"""A whole new topic without touching a file: its name, its place, and messages to learn it by, in two languages."""

from __future__ import annotations

from functools import partial

from pydantic import ValidationError
from starlette.responses import Response

from faro.content.kinds import Topic
from faro.desk.teach import intents
from faro.desk.titles import language_name
from faro.desk.visit import DeskRoute, Visit
from faro.store.reading import published_records
from faro.store.snapshot import FALLBACK_LANGUAGE
from faro.store.teaching import taught, teach
from faro.store.writing import save_revision
from faro.teaching.messages import Message, read_known
from faro.teaching.validation import LONGEST, Fault, cleaned, faults

# Fewer than ten and a topic is drowned by its neighbours, which have twenty and more.
LEAST_ENGLISH, LEAST_OTHER = 10, 5


def empty(visit: Visit) -> Response:
    """Answers `GET /teach/topics/new`."""
    return _page(visit)


def add(visit: Visit) -> Response:
    """Answers `POST /teach/topics/new`: a draft of the topic that somebody else reviews, and its messages at once."""
    form = visit.form
    key, lang = form["id"], form["lang"]
    known, snapshot = read_known(visit.desk.settings.data_dir), visit.desk.snapshot()
    try:
        topic = Topic(id=key, group=form["group"], core=False, urgent=False)
    except ValidationError:
        return _page(visit, 422, wrong="id")
    with visit.desk.read() as session:
        already = [Message(one.intent, one.lang, one.text) for one in taught(session)]
        is_there = any(r.kind == "topic" and r.key == key for r in published_records(session))
    if is_there or key in known.small_talk or key in intents(snapshot, known):
        return _page(visit, 409, wrong="taken")
    messages = [Message(key, FALLBACK_LANGUAGE, text) for text in lines(form["english"])]
    messages += [Message(key, lang, text) for text in lines(form["other"])]
    counts = [sum(one.lang == wanted for one in messages) for wanted in (FALLBACK_LANGUAGE, lang)]
    if lang in ("", FALLBACK_LANGUAGE) or counts[0] < LEAST_ENGLISH or counts[1] < LEAST_OTHER:
        return _page(visit, 422, wrong="few")
    refused = [(one, found[0]) for one in messages if (found := faults(one, known, already, [key]))]
    if refused:
        return _page(visit, 422, refused=refused)
    with visit.desk.write() as session:
        saved = save_revision(
            session, kind="topic", key=key, fields=topic, author=visit.me, now=visit.now, note=form["why"]
        )
        for one in messages:
            teach(session, intent=key, lang=one.lang, text=one.text, by=visit.me, now=visit.now)
    return visit.go(f"/revisions/{saved.id}", said="topic_begun")


def lines(text: str) -> list[str]:
    """Returns the messages of a field with one on each line, each once."""
    return list(dict.fromkeys(found for line in text.splitlines() if (found := cleaned(line))))


def _page(
    visit: Visit, status: int = 200, wrong: str = "", refused: list[tuple[Message, Fault]] | None = None
) -> Response:
    snapshot = visit.desk.snapshot()
    known = read_known(visit.desk.settings.data_dir)
    return visit.page(
        "new_topic",
        status,
        wrong=wrong,
        refused=refused or [],
        form=visit.form,
        groups=sorted({topic.group for topic in snapshot.topics.values()}),
        languages=sorted({one.lang for one in known.training} - {FALLBACK_LANGUAGE}),
        least=(LEAST_ENGLISH, LEAST_OTHER),
        longest=LONGEST,
        language=partial(language_name, snapshot),
    )


routes = (
    DeskRoute("/teach/topics/new", empty, "volunteer"),
    DeskRoute("/teach/topics/new", add, "volunteer", "POST"),
)
