"""`faro clinics`: the directory, filled from a CSV list by one person and published by a second one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from faro.answers.directory import find_clinics
from faro.answers.places import place_of, state_codes
from faro.cli.console import console
from faro.cli.mending import MendableError
from faro.cli.store_access import now, open_store, snapshot_of
from faro.cli.two_people import Reviewer, named_person, review_and_publish
from faro.content.clinic_list import read_clinic_list
from faro.desk.listed_clinics import changes, save_drafts
from faro.settings import read_settings
from faro.store.database import read_session, write_session
from faro.store.models import Revision
from faro.store.reading import drafts

app = typer.Typer(help="List, import and publish the clinics of the directory.", no_args_is_help=True)


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
            new = changes(session, listed.clinics)
        for change in new:
            console.print(Text(f"line {change.line}: {change.fields.slug}"), soft_wrap=True)
        _count(len(new), len(listed.clinics) - len(new), len(listed.problems), "would be saved")
        return
    if not by:
        raise MendableError("a name is missing", "add --by NAME, or --dry-run")
    with write_session(engine) as session:
        author = named_person(session, by, "volunteer")
        saved = save_drafts(session, changes(session, listed.clinics), author, now())
        for revision in saved:
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


def _count(done: int, same: int, bad: int, what: str) -> None:
    console.print(f"{done} {what}, {same} as they were, {bad} bad rows")
