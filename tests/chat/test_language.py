"""The language of a reply: chosen before recognised, recognised before the page's, the page's before English."""

from __future__ import annotations

from typing import Any

import pytest

from faro.chat.language import LanguageRecogniser, training_messages
from faro.settings import ROOT
from faro.store.snapshot import Snapshot

from .edge import FakeEngine, Visitor

ENGLISH = [
    *("Is it safe to file?", "can ICE see my address", "I am scared to file my taxes", "what did the judge say"),
    *("they came to my door", "who sees my return", "is my data shared", "do I need a lawyer", "help me please"),
    *("my husband has a removal order", "thank you very much", "where is a clinic near me", "can i get my refund?"),
]
SPANISH = [
    *("¿Es seguro declarar?", "si declaro con mi itin la migra sabe donde vivo", "tengo miedo de hacer los taxes"),
    *("que dijo el juez", "vinieron a mi casa", "quien ve mi direccion", "necesito un abogado", "ayudame por favor"),
    *("mi esposo tiene orden de deportacion", "muchas gracias", "donde hay una clinica cerca", "buenos dias"),
]
IN_NO_LANGUAGE = ["ok", "ITIN", "1040", "W-7 2024", "???", "IRS", "no", "ICE", "👍", "", " "]


@pytest.mark.parametrize(("text", "lang"), [*((text, "en") for text in ENGLISH), *((text, "es") for text in SPANISH)])
def test_short_messages_are_recognised(recogniser: LanguageRecogniser, text: str, lang: str) -> None:
    recognised = recogniser.recognise(text)

    assert recognised is not None
    assert recognised.lang == lang
    assert recognised.sure


@pytest.mark.parametrize("text", IN_NO_LANGUAGE)
def test_what_every_language_shares_is_never_sure(recogniser: LanguageRecogniser, text: str) -> None:
    recognised = recogniser.recognise(text)

    assert recognised is None or not recognised.sure


@pytest.mark.parametrize(
    ("text", "lang"), [("세금 신고", "ko"), ("报税安全吗", "zh"), ("هل هو آمن", "ar"), ("налоги", "ru")]
)
def test_script_settles_the_language(recogniser: LanguageRecogniser, text: str, lang: str) -> None:
    assert getattr(recogniser.recognise(text), "lang", None) == lang


def test_held_out_messages_are_hardly_ever_answered_in_the_wrong_language(recogniser: LanguageRecogniser) -> None:
    for lang, other in (("en", "es"), ("es", "en")):
        lines = (ROOT / "data" / "eval" / f"{lang}.tsv").read_text("utf-8").splitlines()
        recognised = [recogniser.recognise(line.split("\t")[-1]) for line in lines]
        wrong = sum(r is not None and r.sure and r.lang == other for r in recognised)
        right = sum(r is not None and r.sure and r.lang == lang for r in recognised)
        assert wrong <= 0.01 * len(lines)
        assert right >= 0.9 * len(lines)


def test_nothing_learnt_recognises_nothing() -> None:
    assert LanguageRecogniser({}).recognise("is it safe") is None


def test_training_messages_come_from_every_language_folder() -> None:
    messages = training_messages(ROOT / "data" / "nlu")

    assert {"en", "es"} <= set(messages)
    assert all(len(messages[lang]) > 100 for lang in ("en", "es"))


# In a conversation


def told(reply: dict[str, Any]) -> tuple[str, str]:
    return reply["lang"], reply["lang_source"]


def test_default_is_english(visitor: Visitor) -> None:
    assert told(visitor.say()) == ("en", "default")


@pytest.mark.parametrize(("accepted", "lang"), [("es-MX,es;q=0.9", "es"), ("en-US", "en"), ("xx, es;q=0.5", "es")])
def test_language_of_the_page_comes_before_english(visitor: Visitor, accepted: str, lang: str) -> None:
    response = visitor.post({}, headers={"Accept-Language": accepted})

    assert told(response.json()) == (lang, "page")


def test_language_of_the_page_stays_while_nothing_says_otherwise(visitor: Visitor) -> None:
    there = {"Accept-Language": "es"}
    key = visitor.post({}, headers=there).json()["conversation"]

    for text in ("ok", "1040"):
        assert told(visitor.post({"text": text, "conversation": key}, headers=there).json()) == ("es", "page")


def test_language_that_is_not_offered_is_not_followed(visitor_without_russian: Visitor) -> None:
    assert told(visitor_without_russian.say("это безопасно?")) == ("en", "default")


def test_first_message_is_answered_in_its_own_language_without_a_word_about_it(
    visitor: Visitor, engine: FakeEngine
) -> None:
    reply = visitor.say("si declaro con mi itin la migra sabe donde vivo")

    assert told(reply) == ("es", "detected")
    assert len(reply["messages"]) == 1
    assert engine.turns[0]["metadata"]["lang"] == "es"


def test_a_guess_between_sister_languages_does_not_change_the_conversation(visitor: Visitor) -> None:
    first = visitor.say("si declaro con mi itin la migra sabe donde vivo")
    reply = visitor.say("más fácil por favor", conversation=first["conversation"])

    assert (first["lang"], reply["lang"]) == ("es", "es")


def test_language_that_changes_is_followed_with_a_notice_and_a_way_back(visitor: Visitor, snapshot: Snapshot) -> None:
    key = visitor.say("is it safe to file my taxes?")["conversation"]

    reply = visitor.say("tengo miedo de hacer los taxes", conversation=key)

    assert told(reply) == ("es", "detected")
    followed = reply["messages"][0]
    assert followed["text"] == snapshot.interface["es"]["language_followed"]
    button = snapshot.interface["en"]["language_button"].replace("{language}", "English")
    assert followed["choices"] == [{"label": button, "choice": "lang:en"}]

    back = visitor.say(conversation=key, choice="lang:en")
    assert told(back) == ("en", "chosen")
    assert told(visitor.say("tengo miedo de hacer los taxes", conversation=key)) == ("en", "chosen")


def test_one_word_does_not_change_the_language(visitor: Visitor) -> None:
    key = visitor.say("is it safe to file my taxes?")["conversation"]

    reply = visitor.say("gracias", conversation=key)

    assert told(reply) == ("en", "detected")
    assert len(reply["messages"]) == 1


def test_chinese_is_followed_although_it_has_no_spaces(visitor: Visitor) -> None:
    key = visitor.say("is it safe to file my taxes?")["conversation"]

    assert told(visitor.say("谢谢", conversation=key)) == ("en", "detected")
    assert told(visitor.say("ICE在敲我家的门", conversation=key)) == ("zh", "detected")


@pytest.mark.parametrize("how", [{"lang": "es"}, {"choice": "lang:es"}])
def test_chosen_language_stays_whatever_is_written(visitor: Visitor, how: dict[str, str]) -> None:
    first = visitor.say(**how)
    assert told(first) == ("es", "chosen")

    for text in ENGLISH:
        reply = visitor.say(text, conversation=first["conversation"])
        assert told(reply) == ("es", "chosen")
        assert len(reply["messages"]) == 1


def test_language_can_be_chosen_anew(visitor: Visitor) -> None:
    key = visitor.say(lang="es")["conversation"]

    assert told(visitor.say(conversation=key, lang="en")) == ("en", "chosen")
    assert told(visitor.say(conversation=key)) == ("en", "chosen")


def test_language_named_in_words_is_chosen(visitor: Visitor, engine: FakeEngine, snapshot: Snapshot) -> None:
    asked = {"text": None, "choice": "lang:es", "metadata": {"lang": "en", "clinic": None}}
    engine.says(engine.reply_to(asked))
    key = visitor.say("in spanish please")["conversation"]
    engine.behaviour = None

    assert told(visitor.say("is it safe to file my taxes?", conversation=key)) == ("es", "chosen")


def test_hidden_number_does_not_decide_the_language(visitor: Visitor) -> None:
    reply = visitor.say("900-70-1234")

    assert told(reply) == ("en", "default")
