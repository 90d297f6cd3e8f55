"""`faro clinics`: the directory, filled from a CSV list by one person and published by a second one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text
from sqlalchemy.orm import Session

from faro.answers.directory import find_clinics
from faro.answers.places import place_of, state_names
from faro.cli.console import console
from faro.cli.mending import MendableError
from faro.cli.store_access import now, open_store, snapshot_of
from faro.cli.two_people import Reviewer, named_person, review_and_publish
from faro.content.clinic_list import ListedClinic, folded_name, read_clinic_list
from faro.content.kinds import Clinic
from faro.settings import read_settings
from faro.store.database import read_session, write_session
from faro.store.errors import NotFoundError
from faro.store.models import Person, Revision
from faro.store.reading import drafts, find_document, newest_revision, revision_fields
from faro.store.writing import save_revision

app = typer.Typer(help="List, import and publish the clinics of the directory.", no_args_is_help=True)

# What the list of a public office says of a clinic; all else (origins, hours, colour) is the clinic's own.
LISTED_FIELDS = ("name", "kind", "phone", "url", "languages", "states", "verification", "sources")


class Kind(StrEnum):
    """The kinds of clinic that a list may hold."""

    litc = "litc"
    vita = "vita"
    legal = "legal"
    national = "national"


@app.command("list")
def list_clinics(
    state: Annotated[str | None, typer.Option(help="Two-letter code.")] = None,
    zip_code: Annotated[str | None, typer.Option("--zip", help="Five digits.")] = None,
) -> None:
    """List the published clinics, all or those that serve a place."""
    snapshot = snapshot_of(open_store(read_settings()))
    for clinic in find_clinics(snapshot, place_of([state] if state else [], zip_code)):
        where, reach = ",".join(clinic.states) or "all", clinic.phone or clinic.url or ""
        console.print(Text(f"{where:6} {clinic.kind:8} {clinic.slug}  {reach}"), soft_wrap=True)


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns of IRS Publication 4134.")],
    by: Annotated[str | None, typer.Option("--by", help="Your name, as it stands in the audit trail.")] = None,
    reviewer: Reviewer = None,
    kind: Annotated[Kind, typer.Option(help="What the clinics are, where their row does not say.")] = Kind.litc,
    source: Annotated[str | None, typer.Option(help="Key of the source you read the list at.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Import clinics as drafts, or live with a reviewer. A bad row is named with line and reason; the others count."""
    engine = open_store(read_settings())
    snapshot = snapshot_of(engine)
    if source and source not in snapshot.sources:
        raise MendableError(f"there is no source “{source}”", "name one of data/sources.yml, or add it first")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise MendableError(f"{file} cannot be read: {error.strerror}", "check the path") from None
    listed = read_clinic_list(content, file.name, kind=kind.value, source=source, states=state_codes())
    for problem in listed.problems:
        console.print(Text(str(problem), style="red"), soft_wrap=True)
    if dry_run:
        with read_session(engine) as session:
            new = [one for one in listed.clinics if _differs(session, one)]
        for one in new:
            console.print(Text(f"line {one.line}: {one.clinic.slug}"), soft_wrap=True)
        _count(len(new), len(listed.clinics) - len(new), len(listed.problems), "would be saved")
        return
    if not by:
        raise MendableError("a name is missing", "add --by NAME, or --dry-run")
    with write_session(engine) as session:
        author = named_person(session, by, "volunteer")
        saved = [(one, _save(session, one, author)) for one in listed.clinics if _differs(session, one)]
        for _, revision in saved:
            if reviewer:
                review_and_publish(session, revision, reviewer)
    _count(
        len(saved), len(listed.clinics) - len(saved), len(listed.problems), "live" if reviewer else "saved as drafts"
    )
    if saved and not reviewer:
        console.print("A second person makes them live: faro clinics publish --all --reviewer NAME")
    if listed.problems:
        raise typer.Exit(1)


@app.command("publish")
def publish_drafts(
    reviewer: Annotated[str, typer.Option(help="Your name; somebody else than the author.")],
    slugs: Annotated[list[str] | None, typer.Argument(help="The clinics; or --all.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every draft of a clinic that waits.")] = False,
) -> None:
    """Review and publish clinics that somebody else has imported."""
    engine = open_store(read_settings())
    with write_session(engine) as session:
        waiting = {draft.key: draft.revision_id for draft in drafts(session) if draft.kind == "clinic"}
        chosen = list(waiting) if every else list(slugs or [])
        if not chosen:
            raise MendableError("there is nothing to publish", "name clinics, or --all")
        for slug in chosen:
            if slug not in waiting:
                raise MendableError(f"no draft of a clinic “{slug}” waits", "faro clinics list")
            review_and_publish(session, session.get_one(Revision, waiting[slug]), reviewer)
    console.print(f"{len(chosen)} clinics published: edition {snapshot_of(engine).edition}.")


def _save(session: Session, one: ListedClinic, author: Person) -> Revision:
    fields = _merged(_newest(session, one.clinic.slug), one.clinic)
    return save_revision(session, kind="clinic", key=fields.slug, fields=fields, author=author, now=now())


def _differs(session: Session, one: ListedClinic) -> bool:
    newest = _newest(session, one.clinic.slug)
    return newest is None or _merged(newest, one.clinic) != newest


def _merged(known: Clinic | None, listed: Clinic) -> Clinic:
    """Returns the clinic as the list has it, with what only the clinic itself can say kept as it is."""
    if known is None:
        return listed
    said = {name: getattr(listed, name) for name in LISTED_FIELDS}
    return known.model_copy(update={**said, "zips": listed.zips or known.zips, "note": listed.note or known.note})


def _newest(session: Session, slug: str) -> Clinic | None:
    try:
        document = find_document(session, "clinic", slug)
    except NotFoundError:
        return None
    revision = newest_revision(session, document.id, "")
    fields = revision_fields(session, revision.id) if revision else None
    return fields if isinstance(fields, Clinic) else None


def state_codes() -> dict[str, str]:
    """Returns the code of each state by its folded code and its folded name in every language."""
    codes = {folded_name(code): code for code in state_names()}
    codes["districtofcolumbia"] = "DC"
    for code, names in state_names().items():
        codes |= {folded_name(name): code for name in names.values() if folded_name(name)}
    # "Washington" in a table of states is the state.
    return codes | {"washington": "WA", "washingtondc": "DC"}


def _count(done: int, same: int, bad: int, what: str) -> None:
    console.print(f"{done} {what}, {same} as they were, {bad} bad rows")
