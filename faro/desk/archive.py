"""Everything that is published and taught as one archive of content files, and what such an archive would change."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from sqlalchemy.orm import Session

from faro.content.files import LISTS, read_content, render_files
from faro.content.kinds import Record
from faro.store.models import Person
from faro.store.reading import published_records
from faro.store.teaching import taught, teach
from faro.store.writing import save_revision
from faro.teaching.lessons import read_lessons, render_lessons
from faro.teaching.messages import Message

LARGEST_FILE = 1024 * 1024
MOST_FILES = 3000
STAMP = (1980, 1, 1, 0, 0, 0)
NOTE = "from an imported archive"


class ArchiveError(ValueError):
    """What was given is no archive of content files; the text is a word for why."""


@dataclass(frozen=True)
class Change:
    """One text that an archive says otherwise than what is published, or that is not there yet."""

    record: Record
    what: Literal["new", "changed"]


@dataclass(frozen=True)
class Import:
    """What an archive would change: drafts of texts, and messages to teach. What it leaves out stays as it is."""

    changes: tuple[Change, ...]
    messages: tuple[Message, ...]
    same: int


def pack(session: Session, small_talk: frozenset[str]) -> bytes:
    """Returns the archive: equal content is equal to the last byte."""
    files = render_files(published_records(session))
    files |= render_lessons((Message(one.intent, one.lang, one.text) for one in taught(session)), small_talk)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"data/{name}", STAMP), text.encode(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def read_archive(session: Session, content: bytes) -> Import:
    """Returns what the archive would change, without changing anything.

    Raises ArchiveError for what is no such archive, ContentError where its files cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        _unpack(content, data)
        _complete(session, data)
        records, lessons = read_content(data), read_lessons(data)
    published = {(r.kind, r.key, r.lang): r.fields for r in published_records(session)}
    changes = [
        Change(record, "changed" if place in published else "new")
        for record in records
        if published.get(place := (record.kind, record.key, record.lang)) != record.fields
    ]
    standing = {Message(one.intent, one.lang, one.text) for one in taught(session)}
    new = tuple(dict.fromkeys(message for message in lessons if message not in standing))
    return Import(tuple(changes), new, len(records) - len(changes))


def save_drafts(
    session: Session, found: Import, messages: Sequence[Message], by: Person, now: dt.datetime
) -> list[int]:
    """Returns the revisions, each a draft that somebody else has to review; teaches the messages."""
    drafts = [
        save_revision(
            session,
            kind=change.record.kind,
            key=change.record.key,
            lang=change.record.lang,
            fields=change.record.fields,
            author=by,
            now=now,
            note=NOTE,
        ).id
        for change in found.changes
    ]
    for message in messages:
        teach(session, intent=message.intent, lang=message.lang, text=message.text, by=by, now=now)
    return drafts


def _unpack(content: bytes, folder: Path) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MOST_FILES or any(member.file_size > LARGEST_FILE for member in members):
            raise ArchiveError("too_large")
        for member in members:
            path = PurePosixPath(member.filename)
            if path.is_absolute() or ".." in path.parts or path.parts[0] != "data" or len(path.parts) < 2:
                raise ArchiveError("not_content")
            target = folder.joinpath(*path.parts[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(member))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise ArchiveError("no_archive") from None


def _complete(session: Session, folder: Path) -> None:
    """Adds the lists that an archive leaves out, as they are published: it may hold a single answer."""
    files = render_files(published_records(session))
    for name in LISTS:
        if not (folder / name).exists() and name in files:
            (folder / name).write_text(files[name], "utf-8")
