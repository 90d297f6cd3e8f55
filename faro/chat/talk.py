"""One turn from the request to the reply: language, guard, engine, and the answer from the snapshot when it fails."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from faro.answers.compose import UnknownTopicError, compose
from faro.answers.placeholders import escape
from faro.answers.rendering import lay_out
from faro.answers.replies import greet, limited, notice
from faro.answers.reply import Choice, Reply, message_as_json
from faro.answers.words import Words
from faro.chat.admission import Admission, BusyError
from faro.chat.conversations import Conversation, Conversations
from faro.chat.counting import TurnCounts
from faro.chat.engine import Engine, EngineFaultError
from faro.chat.guard import Guarded, guard
from faro.chat.language import LanguageRecogniser, length_in_words
from faro.chat.requests import ChatRequest, field_error
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot

log = logging.getLogger(__name__)

WORDS_TO_FOLLOW = 2
SURE_TO_LEAVE = 0.995
FORGOTTEN_AT_ONCE = 4
MOST_TO_FORGET = 1000
SECONDS_BETWEEN_TRIES = 5.0


@dataclass
class Talk:
    """Holds what a turn needs. `patience` is the seconds a person waits before the snapshot answers by itself."""

    snapshot: Callable[[], Snapshot]
    engine: Engine
    conversations: Conversations
    recogniser: LanguageRecogniser
    admission: Admission
    now: Callable[[], dt.datetime]
    patience: float = 2.0
    counts: TurnCounts | None = None
    _forgetting: set[asyncio.Task[None]] = field(default_factory=set, repr=False)
    _forgetting_at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(FORGOTTEN_AT_ONCE))

    async def turn(self, request: ChatRequest, page_lang: str | None, network: bytes = b"") -> dict[str, Any]:
        """Returns the reply of the chat API to one request.

        `page_lang` is what the page or the browser speaks, the last resort before English; `network` the pseudonym of
        where the request comes from. Raises RequestError for a field that names something unknown, BusyError. A fault
        of the engine is a reply of kind `limited`, never an error. Called off, it leaves no conversation that it began.
        """
        self.admission.raise_if_full(network)
        snapshot = self.snapshot()
        self._check_names(request, snapshot)
        conversation = self.conversations.open(request.conversation)
        if request.clinic:
            conversation.clinic = request.clinic
        guarded = guard(request.text) if request.text is not None else Guarded("", ())
        followed = self._settle_language(request, guarded.text, conversation, snapshot, page_lang)
        lang = conversation.lang or FALLBACK_LANGUAGE
        try:
            answer = await self._answer(request, guarded, conversation, snapshot, lang, network)
        except asyncio.CancelledError:
            if conversation.key != request.conversation:
                # Nobody was given this key: nobody could ever go on with the conversation, or have it forgotten.
                self._forget_later(conversation.key)
            raise
        if snapshot.is_offered(answer.get("set_lang")):
            conversation.lang, conversation.lang_source = answer["set_lang"], "chosen"
            # The reply itself says in which language it goes on.
            followed = None
        if answer.get("topic"):
            conversation.topic = answer["topic"]
        said = [*self._notices(guarded, followed, snapshot, lang), *answer["messages"]]
        reply = {
            "conversation": conversation.key,
            "lang": answer["lang"],
            "lang_source": conversation.lang_source,
            "kind": answer["kind"],
            "topic": answer["topic"],
            "confidence": answer["confidence"],
            "messages": said,
            "status": answer["status"],
            "hidden": list(guarded.hidden),
        }
        if self.counts:
            self.counts.count(reply, conversation.topic)
        if answer.get("forget"):
            await self.forget(conversation.key)
        return reply

    async def forget(self, key: str) -> None:
        """Drops everything about a conversation, here and in the engine; does not wait longer than a turn would."""
        forgetting = self._forget_later(key)
        if forgetting:
            await asyncio.wait({forgetting}, timeout=self.patience)

    def _forget_later(self, key: str) -> asyncio.Task[None] | None:
        """Drops everything here at once, and in the engine as soon as it can be reached; returns what sees to that."""
        self.conversations.forget(key)
        if len(self._forgetting) >= MOST_TO_FORGET:
            # The engine's own clock ends it.
            return None
        forgetting = asyncio.create_task(self._forget_in_the_engine(key))
        self._forgetting.add(forgetting)
        forgetting.add_done_callback(self._forgetting.discard)
        return forgetting

    async def _forget_in_the_engine(self, key: str) -> None:
        # After that the engine's own clock has ended it.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.conversations.idle):
                await self._keep_asking_to_forget(key)

    async def _keep_asking_to_forget(self, key: str) -> None:
        while True:
            async with self._forgetting_at_once:
                if await self.engine.forget(key):
                    return
            await asyncio.sleep(SECONDS_BETWEEN_TRIES)

    async def close(self) -> None:
        """Calls off what is still to be forgotten: the engine is about to end, or its own clock sees to it."""
        for forgetting in self._forgetting:
            forgetting.cancel()
        await asyncio.gather(*self._forgetting, return_exceptions=True)

    def _check_names(self, request: ChatRequest, snapshot: Snapshot) -> None:
        if request.clinic is not None and request.clinic not in snapshot.clinics:
            raise field_error("clinic", "reason_unknown")
        if request.lang is not None and not snapshot.is_offered(request.lang):
            raise field_error("lang", "reason_unknown")
        kind, _, value = (request.choice or "").partition(":")
        if kind == "topic" and snapshot.answer(value, FALLBACK_LANGUAGE) is None:
            raise field_error("choice", "reason_unknown")
        if kind == "lang" and not snapshot.is_offered(value):
            raise field_error("choice", "reason_unknown")

    def _settle_language(
        self, request: ChatRequest, text: str, conversation: Conversation, snapshot: Snapshot, page_lang: str | None
    ) -> str | None:
        """Sets the conversation's language and where it came from; returns the language left when one is followed.

        Chosen by the person before recognised with confidence, before the page's, before English.
        """
        chosen = request.lang
        if request.choice and request.choice.startswith("lang:"):
            chosen = request.choice.removeprefix("lang:")
        if chosen:
            conversation.lang, conversation.lang_source = chosen, "chosen"
        if conversation.lang_source == "chosen":
            return None
        before = conversation.lang
        recognised = self.recogniser.recognise(text) if text else None
        follow = recognised is not None and recognised.sure and snapshot.is_offered(recognised.lang)
        # One word is too little to leave a language that the person has been answered in. To leave one that they
        # have written takes more than a guess between sisters: "más fácil por favor" is nearly Portuguese.
        written = conversation.lang_source == "detected" and recognised is not None and before != recognised.lang
        guessed = written and recognised is not None and recognised.confidence < SURE_TO_LEAVE
        if recognised and follow and not guessed and (before is None or length_in_words(text) >= WORDS_TO_FOLLOW):
            conversation.lang, conversation.lang_source = recognised.lang, "detected"
            return before if before != recognised.lang else None
        if before is None:
            offered = snapshot.is_offered(page_lang)
            conversation.lang = page_lang if offered else FALLBACK_LANGUAGE
            conversation.lang_source = "page" if offered else "default"
        return None

    async def _answer(
        self,
        request: ChatRequest,
        guarded: Guarded,
        conversation: Conversation,
        snapshot: Snapshot,
        lang: str,
        network: bytes,
    ) -> dict[str, Any]:
        """Returns the engine's reply, or the one made here when the engine cannot give one."""
        metadata = {"lang": lang, "clinic": conversation.clinic}
        text = guarded.text if request.text is not None else None
        try:
            # Waiting for a place counts too: the person waits for both.
            async with asyncio.timeout(self.patience), self.admission.place(network):
                return _filled(await self._turn(conversation, text, request.choice, metadata), lang)
        except EngineFaultError as fault:
            log.warning("the engine gave no reply: %s", fault)
        except TimeoutError:
            log.warning("the engine gave no reply: late")
        except BusyError:
            raise
        except Exception as error:
            # Whatever it was, the person is answered; the kind of the error only, its text may quote them.
            log.error("a turn failed: %s", type(error).__name__)
        return _filled(self._without_engine(request, conversation, snapshot, lang).as_json(), lang)

    async def _turn(
        self, conversation: Conversation, text: str | None, choice: str | None, metadata: dict[str, Any]
    ) -> dict[str, Any]:
        """Returns the reply of the engine in which the conversation began; of the serving one when that has gone."""
        if not conversation.engine or conversation.engine not in (self.engine.url, self.engine.former):
            conversation.engine = self.engine.url
        try:
            return await self.engine.turn(conversation.key, text, choice, metadata, conversation.engine)
        except EngineFaultError:
            if conversation.engine == self.engine.url:
                raise
            conversation.engine = self.engine.url
            return await self.engine.turn(conversation.key, text, choice, metadata, conversation.engine)

    def _without_engine(self, request: ChatRequest, conversation: Conversation, snapshot: Snapshot, lang: str) -> Reply:
        now, clinic = self.now(), conversation.clinic
        if request.text is None and request.choice is None:
            return greet(snapshot, lang, clinic, now)
        if request.choice == "forget":
            self._forget_later(conversation.key)
            return notice("forgotten", snapshot, lang, clinic, now)
        if request.choice and request.choice.startswith("lang:"):
            return notice("language_changed", snapshot, lang, clinic, now)
        topic = conversation.topic
        if request.choice and request.choice.startswith("topic:"):
            # What was chosen by a button needs no understanding: the answer is whole, from the same snapshot.
            topic = request.choice.removeprefix("topic:")
            try:
                composed = compose(snapshot, topic, lang, clinic, now)
            except UnknownTopicError:
                topic = None
            else:
                return Reply("limited", composed.lang, composed.messages, topic, composed.status)
        return limited(topic, snapshot, lang, clinic, now)

    def _notices(self, guarded: Guarded, followed: str | None, snapshot: Snapshot, lang: str) -> list[dict[str, Any]]:
        words = Words(snapshot, lang)
        notices = []
        if guarded.hidden:
            kinds = words.list([words.say(f"hidden_{kind}") for kind in guarded.hidden])
            notices.append(message_as_json(lay_out(escape(words.say("hidden_notice", kinds=kinds)))))
        if followed:
            back = Words(snapshot, followed).say("language_button", language=snapshot.languages[followed].name)
            choice = Choice(back, f"lang:{followed}")
            notices.append(message_as_json(lay_out(escape(words.say("language_followed")), choices=[choice])))
        return notices


def _filled(reply: dict[str, Any], lang: str) -> dict[str, Any]:
    """Returns the reply with the fields that not every action sets."""
    return {"lang": lang, "topic": None, "status": None, "confidence": 0.0, **reply}
