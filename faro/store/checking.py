"""“We are checking this”: one person holds a channel back with a reason; it takes two to let it go again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from faro.content.kinds import Channel
from faro.store.audit import append_event
from faro.store.database import take_turn
from faro.store.errors import ChannelError, ReasonMissingError, RoleError, SelfReviewError, SupersededError
from faro.store.models import ChannelAct, ChannelActKind, Person

REVIEWING_ROLES = {"reviewer", "admin"}


@dataclass(frozen=True)
class Check:
    """A check that is going on: since when, who began it and why; and the proposal to end it, if there is one."""

    channel: Channel
    since: dt.datetime
    by: str
    reason: str
    proposal: ChannelAct | None
    proposed_by: str


def hold(session: Session, *, channel: str, by: Person, reason: str, now: dt.datetime) -> ChannelAct:
    """Returns the act by which every answer says that this is being checked; a proposal to end it is void.

    Raises ReasonMissingError without a reason, ChannelError for no channel and for one that is being checked.
    """
    take_turn(session)
    newest = _newest(session, channel)
    if channel not in get_args(Channel) or (newest is not None and newest.act == "hold"):
        raise ChannelError("this is no channel, or it is being checked already")
    return _add(session, channel, "hold", by, _given(reason), now)


def propose_lift(session: Session, *, channel: str, by: Person, reason: str, now: dt.datetime) -> ChannelAct:
    """Returns the proposal to say again what the rulings say. Raises ChannelError where nothing is being checked."""
    take_turn(session)
    newest = _newest(session, channel)
    if newest is None or newest.act == "lift":
        raise ChannelError("this is not being checked")
    return _add(session, channel, "propose", by, _given(reason), now)


def lift(session: Session, *, channel: str, proposal_id: int, by: Person, now: dt.datetime) -> ChannelAct:
    """Returns the act that ends the check: a second person agrees to exactly this proposal.

    Raises ChannelError where there is none, SupersededError for another than the newest, SelfReviewError for the
    person who proposed it, RoleError for people who do not review.
    """
    take_turn(session)
    newest = _newest(session, channel)
    if newest is None or newest.act == "lift":
        raise ChannelError("this is not being checked")
    if newest.act != "propose" or newest.id != proposal_id:
        raise SupersededError("somebody has said something else since")
    if newest.person_id == by.id:
        raise SelfReviewError("somebody else has to agree")
    if by.role not in REVIEWING_ROLES:
        raise RoleError(f"{by.name} is not a reviewer")
    return _add(session, channel, "lift", by, "", now, proposal_id)


def checks(session: Session) -> Mapping[Channel, Check]:
    """Returns the checks that are going on, by channel."""
    rows = session.execute(
        select(ChannelAct, Person.name).join(Person, Person.id == ChannelAct.person_id).order_by(ChannelAct.id)
    )
    found: dict[Channel, Check] = {}
    for act, name in rows:
        channel = cast(Channel, act.channel)
        if act.act == "lift":
            del found[channel]
        elif act.act == "propose":
            begun = found[channel]
            found[channel] = Check(channel, begun.since, begun.by, begun.reason, act, name)
        else:
            since = found[channel].since if channel in found else act.at
            found[channel] = Check(channel, since, name, act.reason, None, "")
    return found


def checking_since(session: Session) -> dict[Channel, dt.date]:
    """Returns the day since which each channel is being checked, of those that are."""
    return {channel: check.since.date() for channel, check in checks(session).items()}


def _newest(session: Session, channel: str) -> ChannelAct | None:
    newest = select(func.max(ChannelAct.id)).where(ChannelAct.channel == channel).scalar_subquery()
    return session.scalar(select(ChannelAct).where(ChannelAct.id == newest))


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissingError("say why")
    return reason


def _add(
    session: Session,
    channel: str,
    kind: ChannelActKind,
    by: Person,
    reason: str,
    now: dt.datetime,
    proposal_id: int | None = None,
) -> ChannelAct:
    act = ChannelAct(channel=channel, act=kind, proposal_id=proposal_id, person_id=by.id, reason=reason, at=now)
    session.add(act)
    session.flush()
    detail: dict[str, object] = {"channel_act": act.id, "proposal": proposal_id, "reason": reason}
    append_event(session, at=now, actor=by.name, action=kind, subject=f"channel/{channel}", detail=detail)
    return act
