"""Export and import: everything as one archive of files; an archive is shown as changes, then saved as drafts."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from faro.content.files import ContentError
from faro.desk.archive import ArchiveError, Import, pack, read_archive, save_drafts
from faro.desk.teach import intents
from faro.desk.titles import language_name, title_of
from faro.desk.visit import DeskRoute, Visit
from faro.store.teaching import taught
from faro.teaching.messages import Message, read_known
from faro.teaching.validation import Fault, faults

LARGEST_ARCHIVE = 16 * 1024 * 1024
MOST_FAULTS = 20


def page(visit: Visit) -> Response:
    """Answers `GET /export`."""
    return _page(visit)


def archive(visit: Visit) -> Response:
    """Answers `GET /export/faro.zip`: what is published and taught, as the files that `data/` holds."""
    known = read_known(visit.desk.settings.data_dir)
    with visit.desk.read() as session:
        packed = pack(session, known.small_talk)
    return Response(
        packed, media_type="application/zip", headers={"Content-Disposition": 'attachment; filename="faro.zip"'}
    )


def look(visit: Visit) -> Response:
    """Answers `POST /export/look`: what an archive would change; nothing is changed yet."""
    content = visit.form.files.get("archive", b"")
    found = _read(visit, content)
    if not isinstance(found, Import):
        return found
    visit.desk.uploads["archive", visit.me.id] = content
    return _page(visit, found=found)


def save(visit: Visit) -> Response:
    """Answers `POST /export/drafts`: the changes become the person's drafts, for somebody else to review."""
    content = visit.desk.uploads.pop(("archive", visit.me.id), b"")
    found = _read(visit, content)
    if not isinstance(found, Import):
        return found
    refused = _refused(visit, found)
    messages = [message for message in found.messages if message not in refused]
    with visit.desk.write() as session:
        save_drafts(session, found, messages, visit.me, visit.now)
    return visit.go("/", said="imported")


def _read(visit: Visit, content: bytes) -> Import | Response:
    try:
        with visit.desk.read() as session:
            return read_archive(session, content)
    except ArchiveError as error:
        return _page(visit, 422, wrong=str(error))
    except ContentError as error:
        return _page(visit, 422, problems=[str(problem) for problem in error.problems[:MOST_FAULTS]])


def _refused(visit: Visit, found: Import) -> dict[Message, Fault]:
    """Returns the messages that cannot be taught, each with the first reason."""
    known, snapshot = read_known(visit.desk.settings.data_dir), visit.desk.snapshot()
    topics = {*intents(snapshot, known), *(c.record.key for c in found.changes if c.record.kind == "topic")}
    with visit.desk.read() as session:
        already = [Message(one.intent, one.lang, one.text) for one in taught(session)]
    return {one: reasons[0] for one in found.messages if (reasons := faults(one, known, already, topics))}


def _page(
    visit: Visit, status: int = 200, wrong: str = "", problems: list[str] | None = None, found: Import | None = None
) -> Response:
    return visit.page(
        "export",
        status,
        wrong=wrong,
        problems=problems or [],
        found=found,
        refused=_refused(visit, found) if found else {},
        title=title_of,
        language=partial(language_name, visit.desk.snapshot()),
    )


routes = (
    DeskRoute("/export", page, "volunteer"),
    DeskRoute("/export/faro.zip", archive, "volunteer"),
    DeskRoute("/export/look", look, "volunteer", "POST", LARGEST_ARCHIVE),
    DeskRoute("/export/drafts", save, "volunteer", "POST"),
)
