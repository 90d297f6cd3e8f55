"""What was taught stands until it is taken back, and the store knows which of it the model in service has learnt."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine

from faro.store.audit import verify_chain
from faro.store.database import read_session, write_session
from faro.store.errors import AlreadyTaughtError, NotFoundError, NotPublishedError
from faro.store.teaching import go_back, learnt, newest_training, put_into_service, taught, teach, unteach

from .conftest import People
from .sample import NOW


def taught_texts(engine: Engine) -> list[str]:
    with read_session(engine) as session:
        return [example.text for example in taught(session)]


def learnt_texts(engine: Engine) -> list[str]:
    with read_session(engine) as session:
        return [example.text for example in learnt(session)]


def test_example_stands_until_it_is_taken_back(engine: Engine, people: People) -> None:
    with write_session(engine) as session:
        one = teach(session, intent="greet", lang="en", text="hi there", by=people.ana, now=NOW)
        teach(session, intent="greet", lang="es", text="hola", by=people.ben, now=NOW)
        with pytest.raises(AlreadyTaughtError):
            teach(session, intent="greet", lang="en", text="hi there", by=people.ben, now=NOW)
    assert taught_texts(engine) == ["hi there", "hola"]
    with write_session(engine) as session:
        unteach(session, example_id=one.id, by=people.ben, now=NOW)
        with pytest.raises(NotFoundError):
            unteach(session, example_id=one.id, by=people.ben, now=NOW)
    assert taught_texts(engine) == ["hola"]
    with write_session(engine) as session:
        teach(session, intent="greet", lang="en", text="hi there", by=people.ana, now=NOW)
    assert taught_texts(engine) == ["hola", "hi there"]


def test_model_in_service_and_the_one_before(engine: Engine, people: People) -> None:
    with write_session(engine) as session:
        first = teach(session, intent="greet", lang="en", text="first", by=people.ana, now=NOW)
        second = teach(session, intent="greet", lang="en", text="second", by=people.ana, now=NOW)
        with pytest.raises(NotPublishedError):
            go_back(session, by=people.ana, now=NOW)
        put_into_service(session, examples=[first.id], measured={"after": 1}, by=people.ana, now=NOW)
        put_into_service(session, examples=[second.id, first.id], measured={}, by=people.ben, now=NOW)
        unteach(session, example_id=first.id, by=people.ana, now=NOW)
    assert learnt_texts(engine) == ["first", "second"]
    for expected in (["first"], ["first", "second"]):
        with write_session(engine) as session:
            go_back(session, by=people.ana, now=NOW)
        assert learnt_texts(engine) == expected
    with read_session(engine) as session:
        newest = newest_training(session)
        assert newest is not None
        assert (newest.act, json.loads(newest.examples)) == ("back", [first.id, second.id])
        assert verify_chain(session) is None


def test_back_from_the_first_is_to_nothing_taught(engine: Engine, people: People) -> None:
    with write_session(engine) as session:
        first = teach(session, intent="greet", lang="en", text="first", by=people.ana, now=NOW)
        put_into_service(session, examples=[first.id], measured={}, by=people.ana, now=NOW)
        go_back(session, by=people.ana, now=NOW)
    assert learnt_texts(engine) == []
