"""Content files go into the store and come back out as the same bytes; what people decided stays decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, select

from faro.content.files import LISTS, ContentError, read_content
from faro.content.kinds import AnswerText, Record
from faro.store.audit import verify_chain
from faro.store.database import read_session, write_session
from faro.store.models import AuditEvent, Revision
from faro.store.reading import drafts, edition, newest_revision, published_records
from faro.store.transfer import ImportReport, export_content, import_content
from faro.store.writing import publish, review_revision, save_revision, take_down

from .conftest import People
from .sample import NOW, answer, read_files

ANSWER = "answer/who_sees_my_address/en"
DATA = Path(__file__).parents[2] / "data"


def bring_in(engine: Engine, folder: Path) -> ImportReport:
    with write_session(engine) as session:
        return import_content(session, folder, NOW)


def take_out(engine: Engine, folder: Path) -> dict[str, bytes]:
    with read_session(engine) as session:
        export_content(session, folder)
    return read_files(folder)


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def publish_an_edit(engine: Engine, people: People, body: str) -> None:
    with write_session(engine) as session:
        revision = save_revision(
            session,
            kind="answer",
            key="who_sees_my_address",
            lang="en",
            fields=answer(body),
            author=people.ana,
            now=NOW,
        )
        review = review_revision(session, revision_id=revision.id, reviewer=people.rosa, verdict="approve", now=NOW)
        publish(session, revision_id=revision.id, review_id=review.id, by=people.ana, now=NOW)


def live_body(engine: Engine) -> str | None:
    with read_session(engine) as session:
        for record in published_records(session):
            if (record.key, record.lang) == ("who_sees_my_address", "en") and isinstance(record.fields, AnswerText):
                return record.fields.body
    return None


def test_files_come_back_byte_for_byte(engine: Engine, content: Path, tmp_path: Path) -> None:
    report = bring_in(engine, content)
    assert len(report.added) == len(read_content(content))
    assert report.changed == report.unchanged == report.kept == report.taken_down == ()
    assert take_out(engine, tmp_path / "out") == read_files(content)


FOLDERS = ("content/*/*.md", "interface/*.yml", "risk_check/*.yml")


def test_the_real_files_come_back_byte_for_byte(engine: Engine, tmp_path: Path) -> None:
    bring_in(engine, DATA)
    files = [
        *LISTS,
        *(p.relative_to(DATA).as_posix() for folder in FOLDERS for p in DATA.glob(folder)),
    ]
    assert take_out(engine, tmp_path / "out") == {name: (DATA / name).read_bytes() for name in files}


def test_a_second_import_writes_nothing(engine: Engine, content: Path) -> None:
    def counts() -> tuple[int, int | None, int | None]:
        with read_session(engine) as session:
            events = session.scalar(select(func.count(AuditEvent.id)))
            return edition(session), events, session.scalar(select(func.count(Revision.id)))

    first = bring_in(engine, content)
    before = counts()
    second = bring_in(engine, content)
    assert second == ImportReport(added=(), changed=(), unchanged=first.added, kept=(), taken_down=())
    assert counts() == before
    with read_session(engine) as session:
        assert verify_chain(session) is None


def test_a_changed_file_is_live_at_once_where_only_the_import_published(engine: Engine, content: Path) -> None:
    bring_in(engine, content)
    edit(content, "content/en/who_sees_my_address.md", "gave away", "handed over")
    report = bring_in(engine, content)
    assert report.changed == (ANSWER,)
    assert "handed over" in (live_body(engine) or "")


def test_a_new_order_of_a_list_is_taken_over(engine: Engine, people: People, content: Path, tmp_path: Path) -> None:
    bring_in(engine, content)
    path = content / "topics.yml"
    head, first, second = path.read_text().split("- ")
    path.write_text("- ".join([head, second, first]))
    report = bring_in(engine, content)
    assert set(report.changed) == {"topic/who_sees_my_address", "topic/a_letter_came"}
    assert take_out(engine, tmp_path / "out") == read_files(content)
    assert bring_in(engine, content).changed == ()


def test_what_people_published_is_kept_and_the_file_waits_as_a_draft(
    engine: Engine, people: People, content: Path
) -> None:
    bring_in(engine, content)
    publish_an_edit(engine, people, "Few.")

    assert bring_in(engine, content).kept == (ANSWER,)
    with read_session(engine) as session:
        assert drafts(session) == []

    edit(content, "content/en/who_sees_my_address.md", "gave away", "handed over")
    for _ in range(2):
        assert bring_in(engine, content).kept == (ANSWER,)
        with read_session(engine) as session:
            assert [(draft.key, draft.author, draft.number) for draft in drafts(session)] == [
                ("who_sees_my_address", "import", 3)
            ]
    assert live_body(engine) == "Few."


def test_what_people_took_down_stays_down(engine: Engine, people: People, content: Path) -> None:
    bring_in(engine, content)
    with write_session(engine) as session:
        take_down(session, kind="answer", key="who_sees_my_address", lang="en", by=people.ben, reason="wrong", now=NOW)
    assert bring_in(engine, content).kept == (ANSWER,)
    assert live_body(engine) is None


def test_a_vanished_file_is_taken_down_and_comes_back(engine: Engine, content: Path) -> None:
    bring_in(engine, content)
    path = content / "content/en/who_sees_my_address.md"
    text = path.read_bytes()
    path.unlink()
    assert bring_in(engine, content).taken_down == (ANSWER,)
    assert live_body(engine) is None
    assert bring_in(engine, content).taken_down == ()
    path.write_bytes(text)
    assert bring_in(engine, content).added == (ANSWER,)
    assert live_body(engine) is not None


def test_a_vanished_file_that_people_published_is_kept(engine: Engine, people: People, content: Path) -> None:
    bring_in(engine, content)
    publish_an_edit(engine, people, "Few.")
    (content / "content/en/who_sees_my_address.md").unlink()
    report = bring_in(engine, content)
    assert (report.kept, report.taken_down) == ((ANSWER,), ())
    assert live_body(engine) == "Few."


def test_the_import_does_not_pass_a_draft_off_as_its_own(engine: Engine, people: People, content: Path) -> None:
    bring_in(engine, content)
    edit(content, "content/en/who_sees_my_address.md", "gave away", "handed over")
    [record] = [r for r in read_content(content) if (r.kind, r.lang) == ("answer", "en")]
    with write_session(engine) as session:
        save_revision(
            session, kind=record.kind, key=record.key, lang="en", fields=record.fields, author=people.ana, now=NOW
        )
    assert bring_in(engine, content).changed == (ANSWER,)
    with read_session(engine) as session:
        newest = session.scalar(select(Revision).order_by(Revision.id.desc()).limit(1))
        assert newest is not None
        assert newest == newest_revision(session, newest.document_id, "en")
        assert newest.author_id != people.ana.id


def test_files_that_cannot_be_read_change_nothing(engine: Engine, content: Path) -> None:
    edit(content, "facts.yml", "value: 47289", "value: many")
    with pytest.raises(ContentError):
        bring_in(engine, content)
    with read_session(engine) as session:
        assert edition(session) == 0


def statements(engine: Engine, records: list[Record]) -> int:
    """Returns how many statements an import of these records sends to the database."""
    sent: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        with write_session(engine) as session:
            import_content(session, records, NOW)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(sent)


def test_an_import_stays_quick_however_large(engine: Engine) -> None:
    """Counts statements and not seconds, which a busy machine stretches: 250 documents take about one second."""
    records = [Record("answer", f"topic_{n}", answer(f"Number {n}."), lang="en") for n in range(40)]
    few, many = statements(engine, records[:10]), statements(engine, records)
    assert many <= 12 * 30 + 20
    assert few <= 12 * 10 + 20
    assert statements(engine, records) <= 10
