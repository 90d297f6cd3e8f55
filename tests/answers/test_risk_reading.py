"""What people say to a question of the risk check, and what it is taken for."""

from __future__ import annotations

import pytest

from faro.answers.folding import fold_words
from faro.answers.risk_reading import WISHES, Answered, Heard, Wished, read_reply, says_go_on
from faro.store.snapshot import Snapshot

UNKNOWN = "nlu_fallback"


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("removal_order", "yes", "have_order"),
        ("removal_order", "Yes, I have one", "have_order"),
        ("removal_order", "i have an order from 2011", "have_order"),
        ("removal_order", "tengo orden final", "have_order"),
        ("removal_order", "sí, del 2015", "have_order"),
        ("removal_order", "نعم", "have_order"),
        ("removal_order", "عندي أمر ترحيل", "have_order"),
        ("removal_order", "NO!!", "no_order"),
        ("removal_order", "no, never", "no_order"),
        ("removal_order", "nunca fui a corte", "no_order"),
        ("removal_order", "لا", "no_order"),
        ("removal_order", "no se", "not_sure"),
        ("removal_order", "no sé", "not_sure"),
        ("removal_order", "I don’t know", "not_sure"),
        ("removal_order", "how do i find out?", "not_sure"),
        ("removal_order", "i missed my hearing in 2009", "not_sure"),
        ("removal_order", "لا أعرف", "not_sure"),
        ("removal_order", "no quiero decir", "rather_not_say"),
        ("removal_order", "skip", "rather_not_say"),
        ("removal_order", "أفضل ألا أقول", "rather_not_say"),
        ("filed_before", "yes but i moved", "from_other_address"),
        ("filed_before", "sí, pero me mudé", "from_other_address"),
        ("filed_before", "never", "never_filed"),
        ("filed_before", "no", "never_filed"),
        ("filed_before", "نعم من هنا", "from_this_address"),
        ("itin", "i need one", "needs_first"),
        ("itin", "ya tengo", "has_itin"),
        ("criminal_case", "a dui", "has_case"),
        ("criminal_case", "only a traffic ticket", "not_sure"),
        ("criminal_case", "nunca me arrestaron", "no_case"),
        ("other_number", "trabajé con un seguro chueco", "used_other"),
        ("other_number", "just my itin", "own_only"),
        ("immigration_case", "asylum", "pending"),
        ("immigration_case", "tengo tps desde hace años", "pending"),
        ("household", "my wife and my two kids", "on_return"),
        ("household", "solo yo", "alone"),
        ("household", "no", "alone"),
        ("household", "just me and my kids", "on_return"),
        ("household", "أولادي", "on_return"),
        ("removal_order", "ok no", "no_order"),
        ("removal_order", "pues no sé", "not_sure"),
        ("filed_before", "ay no, nunca he declarado", "never_filed"),
        ("other_number", "yes i used a fake one for years", "used_other"),
        ("other_number", "no solo el mío", "own_only"),
        ("removal_order", "مو متأكد", "not_sure"),
        ("removal_order", "falté a una corte", "not_sure"),
        ("filed_before", "si, desde la misma casa", "from_this_address"),
        ("filed_before", "报过，一直住这里", "from_this_address"),
        ("filed_before", "подавал, но переехал", "from_other_address"),
        ("itin", "i got one", "has_itin"),
        ("criminal_case", "nah never been arrested", "no_case"),
        ("criminal_case", "no, solo multas", "not_sure"),
        ("other_number", "el de mi primo", "used_other"),
        ("household", "nadie vivo solo", "alone"),
    ],
)
def test_an_answer_in_words(question: str, text: str, value: str, snapshot: Snapshot) -> None:
    for lang in ("en", "es", "ar", "ko"):
        assert read_reply(Heard(text, UNKNOWN), question, snapshot, lang) == Answered(question, value, typed=True)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("why do you ask?", "why"),
        ("por qué pregunta eso", "why"),
        ("no entiendo", "why"),
        ("لماذا تسأل؟", "why"),
        ("go back", "back"),
        ("me equivoqué", "back"),
        ("رجوع", "back"),
        ("stop", "stop"),
        ("no quiero seguir", "stop"),
        ("توقف", "stop"),
    ],
)
def test_a_wish_in_words(text: str, wish: str, snapshot: Snapshot) -> None:
    for question in snapshot.risk_questions:
        said = read_reply(Heard(text, UNKNOWN), question, snapshot, "en")
        assert isinstance(said, Wished)
        assert said.wish == wish


GOING_ON = {
    "en": ["continue", "go on", "next", "Let's go on!", "ok, continue"],
    "es": ["seguir", "continuar", "siguiente", "¿seguimos?"],
    "pt": ["continuar", "pode continuar"],
    "ht": ["kontinye", "ann kontinye"],
    "zh": ["继续", "请继续。"],
    "vi": ["tiếp tục", "tiep tuc"],
    "ko": ["계속", "다음"],
    "ru": ["продолжить", "дальше"],
    "ar": ["كمل", "كمّل", "التالي"],
    "tl": ["ituloy", "tuloy po"],
    "fr": ["continuer", "Continuez, s’il vous plaît"],
}


@pytest.mark.parametrize("intent", ["stop", "goodbye", "affirm", "tell_me_more", UNKNOWN])
def test_go_on_is_never_heard_as_anything_else(intent: str, snapshot: Snapshot) -> None:
    for lang, said in GOING_ON.items():
        for text in [*said, snapshot.risk_checks[lang].text.words["resume_button"]]:
            assert read_reply(Heard(text, intent), "removal_order", snapshot, lang) == Wished("again"), (lang, text)


def test_no_way_of_going_on_is_an_answer_in_any_language(snapshot: Snapshot) -> None:
    texts = [published.text for published in snapshot.risk_checks.values()]
    typed = [
        phrases for text in texts for meaning, phrases in text.typed.items() if meaning not in ("go_on", "opening")
    ]
    typed += [phrases for text in texts for asked in text.questions.values() for phrases in asked.typed.values()]
    answers = {fold_words(phrase) for phrases in typed for phrase in phrases}
    for lang, published in snapshot.risk_checks.items():
        for phrase in published.text.typed["go_on"]:
            assert fold_words(phrase) not in answers, (lang, phrase)
            assert says_go_on(phrase, snapshot, "en"), (lang, phrase)


@pytest.mark.parametrize(
    ("text", "wish"), [("yes, continue", "choose"), ("sí sigamos", "choose"), ("no, continue", "perhaps_stop")]
)
def test_a_yes_or_no_before_going_on_is_no_answer_yet(text: str, wish: str, snapshot: Snapshot) -> None:
    said = read_reply(Heard(text, "affirm"), "removal_order", snapshot, "en")
    assert isinstance(said, Wished)
    assert said.wish == wish


@pytest.mark.parametrize("intent", ["stop", "goodbye"])
def test_an_end_that_is_only_guessed_is_asked_about(intent: str, snapshot: Snapshot) -> None:
    guess = Heard("two of them", intent, likely=False)
    assert read_reply(guess, "itin", snapshot, "en") == Wished("perhaps_stop")
    assert read_reply(Heard("stop", "stop", likely=False), "itin", snapshot, "en") == Wished("stop")
    assert read_reply(Heard("bye now", "goodbye"), "itin", snapshot, "en") is None


def test_a_fear_that_begins_like_an_answer_is_none(snapshot: Snapshot) -> None:
    for text in ("no sé qué hacer tengo mucho miedo", "i dont know what to do i am so scared"):
        assert read_reply(Heard(text, "tell_fear"), "removal_order", snapshot, "en") is None


@pytest.mark.parametrize(
    "text",
    [
        "what is a final removal order",
        "do i have a removal order?",
        "how do i know if i have a removal order",
        "i have a removal order but what does that mean?",
        "no puedo pagar mis impuestos",
        "no hablo mucho español",
        "yesterday they came to my building",
        "nothing",
        "asdf",
        "🤷",
        "¿tengo orden?",
        "i have one question",
        "tengo una pregunta sobre eso",
    ],
)
def test_what_is_no_answer_is_left_to_others(text: str, snapshot: Snapshot) -> None:
    assert read_reply(Heard(text, "faq"), "removal_order", snapshot, "en") is None


def test_an_emergency_is_never_taken_for_an_answer(snapshot: Snapshot) -> None:
    taken = Heard("my husband was taken this morning", "faq", urgency=0.95)
    assert read_reply(taken, "household", snapshot, "en") is None
    assert read_reply(Heard("no, they are at my door", "faq", urgency=0.95), "removal_order", snapshot, "en") is None
    # A guess at one is enough where the answers sound like one.
    assert read_reply(Heard("my kids are gone", "faq", urgency=0.2), "household", snapshot, "en") is None
    assert read_reply(Heard("i was arrested today", "faq", urgency=0.2), "criminal_case", snapshot, "en") is None
    # Elsewhere the beginning of an answer outweighs a guess, and nothing else does.
    moved = Heard("yes but i moved in march", "faq", urgency=0.53)
    answer = Answered("filed_before", "from_other_address", typed=True)
    assert read_reply(moved, "filed_before", snapshot, "en") == answer
    assert read_reply(Heard("no, someone is here", "faq", urgency=0.2), "filed_before", snapshot, "en") is None
    # These very words are an answer, whatever the classifier thinks of them.
    only = Heard("my husband", "faq", urgency=0.95)
    assert read_reply(only, "household", snapshot, "en") == Answered("household", "on_return", typed=True)
    asylum = Heard("عندي لجوء", "faq", urgency=0.95)
    assert read_reply(asylum, "immigration_case", snapshot, "ar") == Answered("immigration_case", "pending", typed=True)


def test_a_bare_yes_that_could_mean_two_things_asks_to_choose(snapshot: Snapshot) -> None:
    assert read_reply(Heard("no", "deny"), "household", snapshot, "en") == Answered("household", "alone", typed=True)
    for question in ("filed_before", "household"):
        assert read_reply(Heard("yes", "affirm"), question, snapshot, "en") == Wished("choose")


@pytest.mark.parametrize("text", ["No, I missed my hearing", "no, no sé", "yes, never"])
def test_a_bare_yes_or_no_that_the_rest_contradicts_asks_to_choose(text: str, snapshot: Snapshot) -> None:
    assert read_reply(Heard(text, UNKNOWN), "removal_order", snapshot, "en") == Wished("choose")


def test_a_no_before_a_longer_matter_of_its_own_asks_to_choose(snapshot: Snapshot) -> None:
    said = Heard("no, digo el seguro social que usé no es mio", "faq")
    assert read_reply(said, "removal_order", snapshot, "es") == Wished("choose")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("criminal_case", "no tengo un caso"),
        ("criminal_case", "no case open"),
        ("removal_order", "no me dieron orden"),
        ("other_number", "no usé otro"),
        ("other_number", "no fake ssn"),
        ("itin", "no tengo un itin"),
        ("household", "no vivo solo"),
    ],
)
def test_a_no_before_an_answer_never_reads_as_that_answer(question: str, text: str, snapshot: Snapshot) -> None:
    turned_round = {"criminal_case": "has_case", "removal_order": "have_order", "other_number": "used_other"}
    turned_round |= {"itin": "has_itin", "household": "alone"}
    said = read_reply(Heard(text, "deny"), question, snapshot, "es")
    assert isinstance(said, Answered | Wished)
    assert said != Answered(question, turned_round[question], typed=True)


def test_a_yes_that_could_mean_two_things_is_settled_by_what_follows(snapshot: Snapshot) -> None:
    said = read_reply(Heard("yes, from another address", UNKNOWN), "filed_before", snapshot, "en")
    assert said == Answered("filed_before", "from_other_address", typed=True)


def test_a_yes_or_no_recognised_by_meaning_counts_in_short_messages_only(snapshot: Snapshot) -> None:
    short, long = "wi genyen", "i do not think that i can pay what i owe this year"
    assert read_reply(Heard(short, "affirm"), "itin", snapshot, "ht") == Answered("itin", "has_itin", typed=True)
    assert read_reply(Heard(long, "deny"), "itin", snapshot, "en") is None


def test_a_no_that_is_only_guessed_is_asked_for_where_it_may_be_a_doubt(snapshot: Snapshot) -> None:
    for question in ("removal_order", "criminal_case", "other_number"):
        assert read_reply(Heard("yo diría que no", "deny"), question, snapshot, "es") == Wished("choose")
    said = read_reply(Heard("yo diría que no", "deny"), "filed_before", snapshot, "es")
    assert said == Answered("filed_before", "never_filed", typed=True)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("risk_check:itin:has_itin", Answered("itin", "has_itin")),
        ("risk_check:why", Wished("why")),
        ("risk_check:back", Wished("back")),
        ("risk_check:stop", Wished("stop")),
        ("risk_check", Wished("again")),
        ("risk_check:itin:made_up", Wished("again")),
        ("risk_check:made_up:yes", Wished("again")),
        ("topic:itin_what", None),
    ],
)
def test_a_button(choice: str, said: Answered | Wished | None, snapshot: Snapshot) -> None:
    assert read_reply(Heard("", "risk_check_reply", choice), "removal_order", snapshot, "en") == said


def test_simpler_means_the_question_unless_an_answer_was_given_in_between(snapshot: Snapshot) -> None:
    assert read_reply(Heard("simpler please", "explain_simpler"), "itin", snapshot, "en") == Wished("why")
    assert read_reply(Heard("simpler please", "explain_simpler", leans=True), "itin", snapshot, "en") is None


def test_every_label_is_read_as_its_own_answer(snapshot: Snapshot) -> None:
    for lang, published in snapshot.risk_checks.items():
        for question_id, question in published.text.questions.items():
            for value, label in question.values.items():
                said = read_reply(Heard(label, UNKNOWN), question_id, snapshot, lang)
                assert said == Answered(question_id, value, typed=True), (lang, label)


def test_every_label_of_a_wish_is_read_as_that_wish(snapshot: Snapshot) -> None:
    for lang, published in snapshot.risk_checks.items():
        for wish in WISHES:
            label = published.text.words[f"{wish}_button"]
            for typed in (label, label.lower().rstrip("?？؟")):
                said = read_reply(Heard(typed, UNKNOWN), "itin", snapshot, lang)
                assert said == Wished(wish), (lang, typed, said)


def test_no_phrase_means_two_things_in_one_language(snapshot: Snapshot) -> None:
    for lang, published in snapshot.risk_checks.items():
        for question_id, question in published.text.questions.items():
            for value, phrases in question.typed.items():
                for phrase in phrases:
                    said = read_reply(Heard(phrase, UNKNOWN), question_id, snapshot, lang)
                    assert said == Answered(question_id, value, typed=True), (lang, question_id, phrase)
