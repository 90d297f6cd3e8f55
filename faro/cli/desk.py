"""`faro desk`: invites people to the desk, by a link that works once."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.text import Text
from sqlalchemy import Engine

from faro.cli.console import console
from faro.cli.store_access import now, open_store
from faro.desk.desk import desk_origin
from faro.settings import Settings, read_settings
from faro.store.credentials import anybody_has_account
from faro.store.database import read_session, write_session
from faro.store.invitations import invite
from faro.store.models import Role

app = typer.Typer(help="Invite people to the desk.", no_args_is_help=True)


class InvitedRole(StrEnum):
    """What an invited person may do."""

    VOLUNTEER = "volunteer"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@app.callback()
def desk() -> None:
    """Invite people to the desk."""


@app.command("invite")
def invite_person(
    name: Annotated[str, typer.Argument(help="The name that will stand beside what the person does.")],
    role: Annotated[InvitedRole, typer.Option(help="What the person may do.")] = InvitedRole.VOLUNTEER,
    clinic: Annotated[str | None, typer.Option(help="Key of the one clinic that the person looks after.")] = None,
) -> None:
    """Print a link by which one person comes to the desk, once, within a week."""
    settings = read_settings()
    console.print(Text(invitation_link(open_store(settings), settings, name, role.value, clinic)), soft_wrap=True)


def first_link(engine: Engine, settings: Settings) -> str | None:
    """Returns a new link for the first admin while nobody can sign in yet, else None."""
    with read_session(engine) as session:
        if anybody_has_account(session):
            return None
    return invitation_link(engine, settings, None, "admin")


def invitation_link(engine: Engine, settings: Settings, name: str | None, role: Role, clinic: str | None = None) -> str:
    """Returns the one-time link of a new invitation; without a name the invited person chooses one."""
    origin = desk_origin(settings)
    with write_session(engine) as session:
        token = invite(session, name=name, role=role, by=None, now=now(), clinic=clinic)
    return f"{origin.text}/invitation/{token}"
