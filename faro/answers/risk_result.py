"""Composes the result of the risk check from the table of rules: nothing is scored, and nothing is promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from faro.answers.compose import scene_of, topic_choices
from faro.answers.placeholders import Scene, fill_placeholders
from faro.answers.rendering import lay_out
from faro.answers.reply import Reply, SourceLink
from faro.answers.risk_question import published_risk_check
from faro.answers.risk_reading import NOT_SAID
from faro.answers.words import Words
from faro.content.kinds import CHANNELS, Channel, RiskCheckText, RiskRule, RulePart
from faro.store.snapshot import Snapshot

MOST_TOPICS = 4
# Which advice about a lawyer leads the result: the strongest that any rule gives.
STRENGTH = ("must", "should", "if_so", "no")

Answers = Mapping[str, str]


def applying_rules(snapshot: Snapshot, answers: Answers) -> tuple[RiskRule, ...]:
    """Returns the rules of the table that these answers meet, in its order; no answer is as one that was not given."""
    return tuple(
        rule
        for rule in snapshot.risk_rules.values()
        if all(answers.get(question, NOT_SAID) in values for question, values in rule.when.items())
    )


def lawyer_advice(rules: Iterable[RiskRule]) -> str:
    """Returns the strongest advice about seeing an immigration lawyer before filing: must, should, if_so or no."""
    given = {rule.see_lawyer for rule in rules}
    return next((advice for advice in STRENGTH if advice in given), "no")


def compose_result(
    snapshot: Snapshot, answers: Answers, lang: str, now: dt.datetime, clinic: str | None = None
) -> Reply:
    """Returns what these answers (question to value) mean, in `lang`, else in English with a notice.

    In order: whether to see a lawyer first; for each answer that matters the law, the rulings, what is not known and
    what to do; what else the courts say; both sides; the questions to bring. Raises NoRiskCheckError without words.
    """
    published = published_risk_check(snapshot, lang)
    text, rules = published.text, applying_rules(snapshot, answers)
    scene = scene_of(snapshot, published.lang, clinic, now)
    asked = Words(snapshot, lang)
    overdue = [s.as_of for s in scene.status.channels.values() if s.overdue and s.as_of]
    topics = list(dict.fromkeys(topic for rule in rules for topic in rule.topics))
    # The last rules of the table are those for everybody: where help is found is always offered.
    offered = [*topics[: MOST_TOPICS - 1], *topics[-1:]]
    message = lay_out(
        fill_placeholders(result_markdown(text, rules), scene),
        notices=[] if published.lang == lang else [asked.say("not_in_your_language")],
        stale=asked.say("stale_rulings", date=asked.date(min(overdue))) if overdue else "",
        footer=[] if published.reviewed else [asked.say("not_reviewed")],
        choices=topic_choices(snapshot, dict.fromkeys(offered), lang),
        sources=_sources(rules, scene, snapshot),
    )
    return Reply("result", published.lang, (message,), status=scene.status)


def result_markdown(text: RiskCheckText, rules: Sequence[RiskRule]) -> str:
    """Returns the result of these rules as Markdown, its placeholders not yet filled."""
    words, advice = text.words, lawyer_advice(rules)
    blocks = [words[f"lead_{advice}"], words["groups"]]
    if advice != "no":
        blocks.append(words["find_lawyer"])
    blocks.append(f"## {words['matters_heading']}")
    said: set[Channel] = set()
    for rule in rules:
        if "title" in text.rules.get(rule.id, {}):
            blocks += _matter(rule, text, said)
    left = [f"{{{{ ruling.{channel} }}}}" for channel in CHANNELS if channel not in said]
    blocks += [f"## {words['courts_heading']}", " ".join([*left, words["courts_note"]])]
    blocks.append(f"## {words['sides_heading']}")
    blocks += [words["file_heading"], _list(text, rules, "if_file")]
    blocks += [words["not_file_heading"], _list(text, rules, "if_not_file"), words["sides_note"]]
    blocks += [f"## {words['ask_heading']}", _list(text, rules, "ask")]
    blocks += [words["closing"], "{{ clinic.contact }}"]
    return "\n\n".join(blocks)


def _matter(rule: RiskRule, text: RiskCheckText, said: set[Channel]) -> list[str]:
    """Returns one answer that matters: the law and rulings, then what is not known and what to do as a list.

    `said` grows by the channels whose sentence is in it: each is told once, where it matters first.
    """
    parts, words = text.rules[rule.id], text.words
    rulings = [channel for channel in rule.rulings if channel not in said]
    said.update(rulings)
    law = " ".join([parts.get("law", ""), *(f"{{{{ ruling.{channel} }}}}" for channel in rulings)]).strip()
    lines = [f"- {words['not_known']} {parts['unknown']}"] if "unknown" in parts else []
    to_do = [parts.get("next", ""), words.get(f"lawyer_{rule.see_lawyer}", "")]
    lines.append(f"- {words['next']} {' '.join(filter(None, to_do))}")
    return [f"**{parts['title']}** {law}", "\n".join(lines)]


def _list(text: RiskCheckText, rules: Sequence[RiskRule], part: RulePart) -> str:
    """Returns every line that the rules have for this part as one list; those for everybody come last."""
    lines = [line for rule in rules for line in text.rules.get(rule.id, {}).get(part, "").splitlines()]
    return "\n".join(f"- {line}" for line in dict.fromkeys(lines))


def _sources(rules: Iterable[RiskRule], scene: Scene, snapshot: Snapshot) -> tuple[SourceLink, ...]:
    """Returns the sources of the rules and of the rulings that decide now, each once, nothing unconfirmed."""
    keys = [key for rule in rules for key in rule.sources]
    keys += [key for status in scene.status.channels.values() for ruling in status.deciding for key in ruling.sources]
    found = [snapshot.sources[key] for key in dict.fromkeys(keys) if key in snapshot.sources]
    return tuple(SourceLink(s.title, s.url, s.date) for s in found if s.verification != "unconfirmed")
