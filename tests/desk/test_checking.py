"""“We are checking this”: one person holds a channel back in every language, and two let it go."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from faro.answers.compose import compose
from faro.answers.status import status_of
from faro.answers.words import Words
from faro.chat.published import status_page
from faro.desk.desk import Desk
from faro.store.audit import verify_chain
from faro.store.models import ChannelAct

from .colleague import Colleague

CHANNEL = "bulk_sharing"
PAGE = "/rulings"


def said(desk: Desk, lang: str) -> str:
    return compose(desk.snapshot(), "ruling_status", lang, None, desk.now()).messages[0].text


def held(desk: Desk) -> bool:
    return CHANNEL in desk.snapshot().checking


def hold(who: Colleague) -> None:
    who.open(PAGE)
    who.send(f"{PAGE}/hold", channel=CHANNEL, reason="A ruling is reported, we have not read it")


def propose(who: Colleague) -> None:
    who.open(PAGE)
    who.send(f"{PAGE}/propose", channel=CHANNEL, reason="It was another case")


def test_one_person_makes_every_answer_in_every_language_say_so_and_two_end_it(
    desk: Desk, ana: Colleague, rosa: Colleague, sam: Colleague
) -> None:
    languages = [language.code for language in desk.snapshot().offered_languages()]
    before = {lang: said(desk, lang) for lang in languages}
    hold(ana)
    assert "Every answer, in every language, says now" in ana.page.said
    snapshot = desk.snapshot()
    for lang in languages:
        words = Words(snapshot, lang)
        assert words.say("checking_rulings", date=words.date(desk.now().date())) in said(desk, lang)
        assert words.say("status_being_checked", date="|", sentence="|").split("|")[0][:12] in said(desk, lang)
    propose(rosa)
    assert "Somebody else has to agree" in rosa.page.said
    assert held(desk)
    sam.open(PAGE)
    sam.send(f"{PAGE}/lift")
    assert {lang: said(desk, lang) for lang in languages} == before
    with desk.read() as session:
        assert verify_chain(session) is None


def test_state_is_unknown_for_programs_and_nothing_decides_it(desk: Desk, ana: Colleague) -> None:
    hold(ana)
    shown = next(c for c in status_page(desk.snapshot(), "en", desk.now(), 7)["channels"] if c["channel"] == CHANNEL)
    assert (shown["state"], shown["overdue"], shown["decided_by"]) == ("unknown", True, [])
    assert shown["sentence"].startswith("We are checking this now")
    assert "Courts have blocked the IRS" in shown["sentence"]
    assert status_of(desk.snapshot(), desk.now().date()).channels["use_of_shared_data"].state == "blocked"


def test_whoever_proposes_the_end_does_not_agree_to_it(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    hold(ana)
    propose(rosa)
    with desk.read() as session:
        proposal = session.query(ChannelAct).filter_by(act="propose").one().id
    rosa.post(f"{PAGE}/lift", 409, channel=CHANNEL, proposal=proposal)
    assert "somebody else has to review it" in rosa.page.said
    ana.post(f"{PAGE}/lift", 409, channel=CHANNEL, proposal=proposal)
    assert "Your role does not allow this" in ana.page.said
    assert held(desk)


def test_keeping_on_voids_the_proposal(desk: Desk, ana: Colleague, rosa: Colleague, sam: Colleague) -> None:
    hold(ana)
    propose(rosa)
    sam.open(PAGE)
    proposal = sam.form(f"{PAGE}/lift").fields["proposal"]
    sam.send(f"{PAGE}/hold", reason="The docket says otherwise")
    sam.post(f"{PAGE}/lift", 409, channel=CHANNEL, proposal=proposal)
    assert held(desk)
    assert "The docket says otherwise" in ana.open(PAGE).said


@pytest.mark.parametrize("fields", [{"channel": CHANNEL, "reason": " "}, {"channel": "weather", "reason": "Rain"}])
def test_hold_takes_a_reason_and_a_channel(desk: Desk, ana: Colleague, fields: dict[str, str]) -> None:
    ana.post(f"{PAGE}/hold", 409, **fields)
    assert not desk.snapshot().checking


def test_database_refuses_an_end_by_one_person(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    hold(ana)
    propose(rosa)
    assert rosa.person is not None
    with desk.read() as session:
        proposal = session.query(ChannelAct).filter_by(act="propose").one()
    now = desk.now() + dt.timedelta(minutes=1)
    alone = ChannelAct(
        channel=CHANNEL, act="lift", proposal_id=proposal.id, person_id=rosa.person.id, reason="", at=now
    )
    with pytest.raises(IntegrityError, match="channel_act_lift"), desk.write() as session:
        session.add(alone)
    assert held(desk)
