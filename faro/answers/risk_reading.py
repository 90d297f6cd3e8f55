"""Reads what somebody says to a question of the risk check: an answer, a wish about the check, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from faro.answers.folding import fold_words
from faro.content.kinds import RiskCheckText, RiskQuestion
from faro.store.snapshot import Snapshot

NOT_SAID = "rather_not_say"
CHOICE = "risk_check"
NOT_SURE = "not_sure"
ANSWERS_TYPED_IN_ALL = (NOT_SURE, NOT_SAID)
# Words at the beginning of a message: those that say nothing, and those after which no answer comes.
OPENING, NO_ANSWER = "opening", "no_answer"
# Whole messages that ask to go on: nobody who says one of them stops, and none of them answers a question.
GO_ON = "go_on"
FIRST_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*[\W_]*")
ENDS_A_CLAUSE = re.compile(r"[,;.!،؛。，！\n]+")
ASKS = re.compile(r"[?？؟]")
# Emergencies are heard at a low confidence on purpose; from here on there is no doubt.
SURE_OF_EMERGENCY = 0.9
# A yes or no recognised in a longer message is more likely to belong to something else that it says.
LONGEST_YES_OR_NO = 4
# What is understood as one of these says something of its own, even where it begins like an answer ("no sé qué hacer").
MATTERS_OF_THEIR_OWN = ("faq", "tell_fear")
ENDS_OF_THE_CHECK = ("stop", "goodbye")

Wish = Literal["why", "back", "stop"]
WISHES: tuple[Wish, ...] = ("why", "back", "stop")
INTENTS_OF_WISHES: Mapping[str, Wish] = {"stop": "stop", "explain_simpler": "why", "tell_me_more": "why"}


@dataclass(frozen=True)
class Answered:
    """An answer to a question; `typed` when it was read from words, and so should be said back."""

    question: str
    value: str
    typed: bool = False


@dataclass(frozen=True)
class Wished:
    """A wish about the check: why it asks, one question back, stop; to go on (`again`), or to choose (`choose`).

    `perhaps_stop` is a wish to stop that was only guessed.
    """

    wish: Literal["why", "back", "stop", "again", "choose", "perhaps_stop"]


@dataclass(frozen=True)
class Heard:
    """One message as the engine understood it.

    `urgency` is how sure it is of an emergency, from 0 to 1; `leans` says that a topic was spoken of just before, and
    `likely` that the intent is more than a guess.
    """

    text: str
    intent: str
    choice: str = ""
    urgency: float = 0.0
    leans: bool = False
    likely: bool = True


def read_reply(heard: Heard, question_id: str | None, snapshot: Snapshot, lang: str) -> Answered | Wished | None:
    """Returns the answer to the question that waits, or the wish; None for anything else, which others answer.

    An emergency is None unless the words are exactly those of an answer: "my husband" answers who lives there, "they
    took my husband" does not. A message that only may be one is an answer, too, where it begins like an answer to this
    very question ("yes but I moved") and the question is far from emergencies.
    """
    if heard.choice:
        return _pressed(heard.choice, snapshot)
    question = snapshot.risk_questions.get(question_id or "")
    if question is None or not heard.text:
        return Wished("again") if heard.intent in ("start_risk_check", "risk_check_reply") else None
    texts = _texts(snapshot, lang)
    exact = _exactly(heard.text, question, texts)
    if exact:
        return exact
    if going_on := _going_on(heard.text, texts):
        return going_on
    if heard.urgency:
        unsure = heard.urgency < SURE_OF_EMERGENCY and not question.near_emergency and not ASKS.search(heard.text)
        return _beginning(heard.text, "faq", question, texts) if unsure else None
    if heard.intent == "start_risk_check":
        return Wished("again")
    if not ASKS.search(heard.text):
        said = _without_opening(heard.text, texts)
        if found := _exactly(said, question, texts) or _first_clause(said, heard.intent, question, texts):
            return found
        if found := _beginning(said, heard.intent, question, texts):
            return found
        if heard.intent in ("affirm", "deny") and len(fold_words(heard.text).split()) <= LONGEST_YES_OR_NO:
            # A no that is only guessed may be a doubt ("me parece que no"), and a doubt needs a lawyer too.
            if heard.intent == "deny" and NOT_SURE in question.values:
                return Wished("choose")
            return _yes_or_no("yes" if heard.intent == "affirm" else "no", question)
    if heard.intent == "repeat":
        return Wished("again")
    if heard.intent in ENDS_OF_THE_CHECK and not heard.likely:
        # Whoever stops loses all answers, and a goodbye leaves the check: a guess is too little for either.
        return Wished("perhaps_stop")
    if heard.intent in INTENTS_OF_WISHES and (heard.intent == "stop" or not heard.leans):
        return Wished(INTENTS_OF_WISHES[heard.intent])
    return None


def says_go_on(text: str, snapshot: Snapshot, lang: str) -> bool:
    """Returns whether the message asks to go on and says nothing else, in any language."""
    texts = _texts(snapshot, lang)
    return bool({fold_words(text), fold_words(_without_opening(text, texts))} & _go_on(texts))


def _pressed(choice: str, snapshot: Snapshot) -> Answered | Wished | None:
    kind, _, rest = choice.partition(":")
    if kind != CHOICE:
        return None
    question_id, _, value = rest.partition(":")
    question = snapshot.risk_questions.get(question_id)
    if question and value in question.values:
        return Answered(question_id, value)
    return Wished(next((wish for wish in WISHES if wish == rest), "again"))


def _texts(snapshot: Snapshot, lang: str) -> list[RiskCheckText]:
    """Returns the words of every language, this one first: people answer in the one that comes to them."""
    ordered = sorted(snapshot.risk_checks.items(), key=lambda item: item[0] != lang)
    return [published.text for _, published in ordered]


def _exactly(text: str, question: RiskQuestion, texts: Iterable[RiskCheckText]) -> Answered | Wished | None:
    folded, asks = fold_words(text), bool(ASKS.search(text))
    for words in texts:
        for meaning, phrases in _meanings(question, words):
            for phrase in phrases:
                # "I have one?" is no answer, while "why do you ask" is a wish with and without its sign.
                is_meant = not asks or meaning in WISHES or ASKS.search(phrase)
                if is_meant and folded == fold_words(phrase):
                    return _meant(meaning, question)
    return None


def _going_on(text: str, texts: Sequence[RiskCheckText]) -> Wished | None:
    """Returns the wish of a message that asks to go on.

    A yes before it may be the answer ("yes, go on"), and a no may be one to going on, so that both are asked about.
    """
    said, phrases = fold_words(_without_opening(text, texts)), _go_on(texts)
    # An opening may be all that is said ("sige po").
    if {said, fold_words(text)} & phrases:
        return Wished("again")
    first, _, rest = said.partition(" ")
    if rest not in phrases:
        return None
    if first in _bare("no", texts):
        return Wished("perhaps_stop")
    return Wished("choose") if first in _bare("yes", texts) else None


def _go_on(texts: Sequence[RiskCheckText]) -> set[str]:
    labels = {fold_words(words.words.get("resume_button", "")) for words in texts} - {""}
    return labels | _bare(GO_ON, texts)


def _first_clause(
    said: str, intent: str, question: RiskQuestion, texts: Sequence[RiskCheckText]
) -> Answered | Wished | None:
    """Returns what the first clause answers, unless what follows answers otherwise ("no, I missed my hearing")."""
    clause, *rest = ENDS_A_CLAUSE.split(said, maxsplit=1)
    found = _exactly(clause, question, texts)
    if found is None or not rest:
        return found
    other = _exactly(rest[0], question, texts) or _beginning(rest[0], intent, question, texts)
    if other is None and intent in MATTERS_OF_THEIR_OWN and len(fold_words(rest[0]).split()) > LONGEST_YES_OR_NO:
        # "No, the number I used is not mine": what follows says more than the no, and it was not read.
        return Wished("choose")
    if not isinstance(other, Answered) or other == found:
        return found
    return Wished("choose") if isinstance(found, Answered) else other


def _without_opening(text: str, texts: Iterable[RiskCheckText]) -> str:
    """Returns the text without words that say nothing by themselves at its beginning ("ok", "well", "oh")."""
    openings = {fold_words(word) for words in texts for word in words.typed.get(OPENING, [])}
    left = text.strip()
    while (first := FIRST_WORD.match(left)) and fold_words(first[0]) in openings and first.end() < len(left):
        left = left[first.end() :]
    return left


def _beginning(
    said: str, intent: str, question: RiskQuestion, texts: Sequence[RiskCheckText]
) -> Answered | Wished | None:
    """Returns what the longest phrase of several words says with which the message begins.

    A phrase that is itself a question counts as a whole message only, and so does a yes or no: much begins with "I do
    not". A bare yes before the phrase changes nothing ("yes I moved"); a bare no may turn it round ("no tengo un
    caso"), so that only what a no answers is taken, and all else asked again. In a message that was understood as a
    question of its own, only the answers of this very question count.
    """
    whole = f"{fold_words(said)} "
    first, _, rest = whole.partition(" ")
    if found := _begins_with(whole, intent, question, texts):
        return found
    if first in _bare("yes", texts):
        return _begins_with(rest, intent, question, texts)
    if first not in _bare("no", texts):
        return None
    found = _begins_with(rest, intent, question, texts)
    kept = not isinstance(found, Answered) or found.value in (question.if_no, *ANSWERS_TYPED_IN_ALL)
    return found if kept else Wished("choose")


def _bare(meaning: str, texts: Sequence[RiskCheckText]) -> set[str]:
    return {fold_words(word) for words in texts for word in words.typed.get(meaning, [])}


def _begins_with(
    folded: str, intent: str, question: RiskQuestion, texts: Sequence[RiskCheckText]
) -> Answered | Wished | None:
    best, meant = "", None
    for words in texts:
        own = words.questions.get(question.id)
        for meaning, phrases in (*_meanings(question, words), (NO_ANSWER, words.typed.get(NO_ANSWER, []))):
            everywhere = meaning != NO_ANSWER and (own is None or phrases is words.typed.get(meaning))
            if meaning in ("yes", "no") or (intent in MATTERS_OF_THEIR_OWN and everywhere):
                continue
            for phrase in (fold_words(phrase) for phrase in phrases if not ASKS.search(phrase)):
                if " " in phrase and len(phrase) > len(best) and folded.startswith(f"{phrase} "):
                    best, meant = phrase, meaning
    return _meant(meant, question) if meant and meant != NO_ANSWER else None


def _meanings(question: RiskQuestion, words: RiskCheckText) -> Iterable[tuple[str, Sequence[str]]]:
    """Yields each meaning with its phrases, those of the question itself first: "never" may be more than a no."""
    own = words.questions.get(question.id)
    if own:
        for value in question.values:
            yield value, [own.values.get(value, ""), *own.typed.get(value, [])]
    for value in ANSWERS_TYPED_IN_ALL:
        if value in question.values:
            yield value, words.typed.get(value, [])
    for meaning in ("yes", "no", *WISHES):
        yield meaning, words.typed.get(meaning, [])


def _meant(meaning: str, question: RiskQuestion) -> Answered | Wished:
    if meaning in question.values:
        return Answered(question.id, meaning, typed=True)
    if meaning in ("yes", "no"):
        return _yes_or_no(meaning, question)
    return Wished(next(wish for wish in WISHES if wish == meaning))


def _yes_or_no(meaning: str, question: RiskQuestion) -> Answered | Wished:
    value = question.if_yes if meaning == "yes" else question.if_no
    return Answered(question.id, value, typed=True) if value else Wished("choose")
