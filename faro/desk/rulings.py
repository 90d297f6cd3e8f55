"""The rulings: what follows from them today, which are in force, when each was last checked, and a new one."""

from __future__ import annotations

from starlette.responses import Response

from faro.answers.status import rulings_in_force, status_of
from faro.answers.status_sentences import channel_sentence
from faro.desk.visit import DeskRoute, Visit
from faro.store.checking import checks, hold, lift, propose_lift
from faro.store.reading import drafts, live_revisions
from faro.store.snapshot import FALLBACK_LANGUAGE

SHOWN_KINDS = frozenset({"ruling", "court", "case", "source"})


def rulings(visit: Visit) -> Response:
    """Answers `GET /rulings`."""
    snapshot, today = visit.desk.snapshot(), visit.now.date()
    status = status_of(snapshot, today)
    with visit.desk.read() as session:
        live = live_revisions(session)
        waiting = [draft for draft in drafts(session) if draft.kind in SHOWN_KINDS]
        being_checked = checks(session)
    return visit.page(
        "rulings",
        channels=[
            (channel, channel_sentence(channel, snapshot, FALLBACK_LANGUAGE)) for channel in status.channels.values()
        ],
        standing={ruling.id for ruling in rulings_in_force(snapshot.rulings, today)},
        rulings=tuple(reversed(snapshot.rulings)),
        deciding={ruling.id for channel in status.channels.values() for ruling in channel.deciding},
        live={key: revision for (kind, key, _), revision in live.items() if kind == "ruling"},
        snapshot=snapshot,
        waiting=waiting,
        checks=being_checked,
        today=today,
    )


def hold_channel(visit: Visit) -> Response:
    """Answers `POST /rulings/hold`: every answer says, from now on, that somebody is checking this."""
    form = visit.form
    with visit.desk.write() as session:
        hold(session, channel=form["channel"], by=visit.me, reason=form["reason"], now=visit.now)
    return visit.go("/rulings", said="held")


def propose(visit: Visit) -> Response:
    """Answers `POST /rulings/propose`: somebody says that the check is over, and why."""
    form = visit.form
    with visit.desk.write() as session:
        propose_lift(session, channel=form["channel"], by=visit.me, reason=form["reason"], now=visit.now)
    return visit.go("/rulings", said="lift_proposed")


def agree(visit: Visit) -> Response:
    """Answers `POST /rulings/lift`: a second person agrees, and answers say again what the rulings say."""
    form = visit.form
    with visit.desk.write() as session:
        lift(session, channel=form["channel"], proposal_id=form.number("proposal"), by=visit.me, now=visit.now)
    return visit.go("/rulings", said="lifted")


routes = (
    DeskRoute("/rulings", rulings, "volunteer"),
    DeskRoute("/rulings/hold", hold_channel, "volunteer", "POST"),
    DeskRoute("/rulings/propose", propose, "volunteer", "POST"),
    DeskRoute("/rulings/lift", agree, "volunteer", "POST"),
)
