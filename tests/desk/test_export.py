"""Everything goes out as files and comes in as drafts; what is no content is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from faro.desk.desk import Desk
from faro.store.reading import drafts
from faro.store.teaching import taught, teach
from tests.conftest import ROOT

from .colleague import Colleague

ANSWER = "data/content/es/itin_what.md"


def exported(who: Colleague) -> dict[str, bytes]:
    """Returns the files of the archive."""
    response = who.client.get("/export/faro.zip")
    assert response.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    """Returns an archive of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def upload(who: Colleague, content: bytes, status: int = 200) -> None:
    """Sends an archive to be looked at."""
    who.open("/export")
    fields = {"csrf": who.form("/export/look").fields["csrf"]}
    origin = {"Origin": who.desk.origin.text}
    files = {"archive": ("faro.zip", content)}
    who._see(who.client.post("/export/look", data=fields, files=files, headers=origin), status)


def test_files_go_out_byte_for_byte(ana: Colleague) -> None:
    files = exported(ana)
    for name, content in files.items():
        assert (ROOT / name).read_bytes() == content, name
    assert {"data/topics.yml", "data/rulings.yml", ANSWER, "data/interface/en.yml"} <= set(files)


def test_what_came_from_here_changes_nothing(desk: Desk, ana: Colleague) -> None:
    before = desk.snapshot().edition
    upload(ana, packed(exported(ana)))
    assert "0 texts become drafts of yours, 0 messages are taught" in ana.page.said
    assert desk.snapshot().edition == before


def test_changes_are_shown_first_and_then_become_drafts(desk: Desk, ana: Colleague) -> None:
    assert ana.person is not None
    with desk.write() as session:
        teach(session, intent="greet", lang="en", text="good evening to all", by=ana.person, now=desk.now())
    files = exported(ana)
    lessons = files["data/nlu/en/taught.yml"].replace(b"evening to all", b"afternoon to you all")
    changed = {ANSWER: files[ANSWER].replace(b"title: ", b"title: Otra vez: ", 1), "data/nlu/en/taught.yml": lessons}
    changed[ANSWER] = changed[ANSWER].replace(b"Otra vez: ", b"Otra vez, ")
    upload(ana, packed(changed))
    assert "1 texts become drafts of yours, 1 messages are taught" in ana.page.said
    with desk.read() as session:
        assert drafts(session) == []
    ana.send("/export/drafts")
    with desk.read() as session:
        (draft,) = drafts(session)
        assert (draft.kind, draft.key, draft.lang, draft.author) == ("answer", "itin_what", "es", "Ana")
        assert [one.text for one in taught(session)] == ["good evening to all", "good afternoon to you all"]
    assert "Otra vez" not in desk.snapshot().answers["itin_what", "es"].text.title


def test_exam_is_not_taught_by_an_import(desk: Desk, ana: Colleague) -> None:
    line = (ROOT / "data" / "eval" / "en.tsv").read_text("utf-8").splitlines()[0].split("\t")[1]
    lesson = f'version: "3.1"\nnlu:\n- intent: faq/address_exposure\n  examples: |\n    - {line}\n'
    upload(ana, packed({"data/nlu/en/taught.yml": lesson.encode()}))
    assert "one of the exam" in ana.page.said
    ana.send("/export/drafts")
    with desk.read() as session:
        assert taught(session) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no archive"),
        (b"PK nonsense", "no archive"),
        (packed({"../outside": b"x"}), "other files"),
        (packed({"/etc/outside": b"x"}), "other files"),
        (packed({"data/../../outside": b"x"}), "other files"),
        (packed({"data/topics.yml": b"a" * 1_100_000}), "larger than all"),
        (packed({"data/topics.yml": b"topics: 7"}), "the list"),
        (packed({ANSWER: b"no front matter"}), "must open with front matter"),
    ],
)
def test_what_is_no_content_is_refused(ana: Colleague, content: bytes, said: str) -> None:
    upload(ana, content, 422)
    assert said in ana.page.said


def test_stranger_uploads_nothing(stranger: Colleague) -> None:
    stranger.open("/sign-in")
    fields = {"csrf": stranger.page.forms[0].fields["csrf"]}
    files = {"archive": ("faro.zip", packed({ANSWER: b"x" * 700_000}))}
    response = stranger.client.post(
        "/export/look", data=fields, files=files, headers={"Origin": stranger.desk.origin.text}
    )
    assert response.status_code in (401, 413, 415)
