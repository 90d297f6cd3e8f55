"""The published content with Arabic among the languages offered, so that a page written from the right can be tried."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from faro.store.snapshot import PublishedAnswer, Snapshot

WORDS = {
    "page_ask": "اطرح سؤالاً",
    "page_answers": "كل الأجوبة",
    "page_status": "ماذا تقول المحاكم",
    "page_privacy": "خصوصيتك",
    "page_exit": "غادر هذا الموقع الآن",
    "page_question": "سؤالك",
    "page_send": "أرسل",
    "page_choices": "يمكنك أن تختار",
}
TITLE = "هل يعطي IRS عنواني إلى ICE؟"
SHORT = "لا أحد يستطيع أن يعدك بشيء."
BODY = "**ما نعرفه.** رقم ITIN هو رقم ضريبي من 9 أرقام.\n\n- الخط الساخن: {{ helpline.migrawatch }}"


def with_arabic(snapshot: Snapshot) -> Snapshot:
    """Returns the snapshot with an invented Arabic text wherever no real one is published yet."""
    answers = dict(snapshot.answers)
    for topic in snapshot.topics:
        english = answers[topic, "en"].text
        if (topic, "ar") not in answers:
            text = english.model_copy(update={"title": TITLE, "short": SHORT, "body": BODY})
            answers[topic, "ar"] = PublishedAnswer(topic, "ar", text, reviewed=False)
    words = WORDS | dict(snapshot.interface.get("ar", {}))
    interface = {**snapshot.interface, "ar": MappingProxyType(words)}
    return replace(snapshot, answers=MappingProxyType(answers), interface=MappingProxyType(interface))
