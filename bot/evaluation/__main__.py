"""`python -m evaluation`: trains on the training messages, measures on the held-out ones, prints JSON.

Thresholds are those of config.yml. With --choose they are chosen on one half of data/eval; in either case the figures
are those of the other half. The errors are those of data/eval/read, older messages of which no figure is taken, so that
whoever mends what they show leaves both halves unseen. --ablation adds the network without neighbours, and
regressions over other features and the baselines.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import yaml

from components.confidence_bands import ConfidenceBands, Thresholds
from components.intent_model import learn
from components.topic_classifier import TopicClassifier
from evaluation import regression
from evaluation.features import MAKERS
from evaluation.measure import Outcome, Ranking, confusions, figures, outcome, share, worst
from evaluation.messages import (
    TOPIC_PREFIX,
    Example,
    halves,
    held_out_examples,
    overlap,
    read_examples,
    training_examples,
)
from evaluation.thresholds import choose

BOT = Path(__file__).resolve().parents[1]
SHIPPED = next(iter(MAKERS))


def main() -> None:
    """Measures and prints; what it is doing goes to standard error, so that standard output is JSON alone."""
    with contextlib.redirect_stdout(sys.stderr):
        report = measure(_options())
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Returns the report that the options ask for."""
    started = time.monotonic()

    def say(words: str) -> None:
        print(f"[{time.monotonic() - started:4.0f} s] {words}", file=sys.stderr, flush=True)

    training = training_examples(options.data / "nlu")
    topics = frozenset(e.intent.removeprefix(TOPIC_PREFIX) for e in training if e.is_topic)
    chosen_by, reported_by = halves(held_out_examples(options.data / "eval", topics))
    read = read_examples(options.data / "eval", topics)
    held_out = [*chosen_by, *reported_by, *read]
    say(f"{len(training)} training messages, {len(held_out)} held-out ones, {len(topics)} topics")
    leaks = [f"{e.lang}: {e.text}" for e in overlap(training, held_out)]
    config = yaml.safe_load((BOT / "config.yml").read_text("utf-8"))["pipeline"]
    thresholds = thresholds_of(config)
    rankings = ranked(SHIPPED, training, held_out, fit_settings(config), say)
    ranking_of = {id(example): ranking for example, ranking in zip(held_out, rankings, strict=True)}
    if options.choose:
        say("choosing thresholds on one half")
        thresholds, _ = choose(chosen_by, [ranking_of[id(e)] for e in chosen_by], thresholds.urgent_intents)
    report = report_on(reported_by, [ranking_of[id(e)] for e in reported_by], thresholds)
    report |= errors_of(read, [ranking_of[id(e)] for e in read], thresholds)
    report["overlap"] = leaks
    report["training_messages"] = len(training)
    if options.ablation:
        alone = {**fit_settings(config), "neighbour_weight": 0.0, "letter_neighbour_weight": 0.0}
        every = {
            f"{SHIPPED}, network + neighbours": rankings,
            f"{SHIPPED}, network": ranked(SHIPPED, training, held_out, alone, say),
        } | {f"{name}, regression": regressed(name, training, held_out, say) for name in MAKERS}
        report["ablation"] = {name: right_first(reported_by, held_out, found) for name, found in every.items()}
        report["always_out_of_scope"] = share(not e.is_topic for e in reported_by)
    return report


def report_on(examples: list[Example], rankings: list[Ranking], thresholds: Thresholds) -> dict[str, Any]:
    """Returns the thresholds, and the figures of each language and of all."""
    outcomes = [outcome(e, r, thresholds) for e, r in zip(examples, rankings, strict=True)]
    urgent = thresholds.urgent_intents
    return {
        "thresholds": {
            "answer": thresholds.answer,
            "clarify": thresholds.clarify,
            "urgent": thresholds.urgent,
            "urgent_margin": thresholds.urgent_margin,
        },
        "languages": {lang: figures(found, urgent).as_json() for lang, found in _by_language(outcomes).items()},
        "all": figures(outcomes, urgent).as_json(),
    }


def errors_of(examples: list[Example], rankings: list[Ranking], thresholds: Thresholds) -> dict[str, Any]:
    """Returns the commonest confusions, and the worst errors of each language."""
    outcomes = [outcome(e, r, thresholds) for e, r in zip(examples, rankings, strict=True)]
    return {
        "confusions": [list(pair) for pair in confusions(outcomes, 20)],
        "worst": {
            lang: [[o.example.text, o.example.intent, o.first, round(o.confidence, 2)] for o in worst(found, 10)]
            for lang, found in _by_language(outcomes).items()
        },
    }


def _by_language(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    languages = sorted({o.example.lang for o in outcomes})
    return {lang: [o for o in outcomes if o.example.lang == lang] for lang in languages}


def ranked(
    maker: str, training: list[Example], held_out: list[Example], settings: dict[str, Any], say: Any
) -> list[Ranking]:
    """Returns the ranking of every held-out message by a model that learnt from these features."""
    say(f"{maker}: features")
    features, held_out_features = MAKERS[maker]([e.text for e in training], [e.text for e in held_out])
    say(f"{maker}: fitting {len(training)} messages")
    return list(learn(features, [e.intent for e in training], settings).rank(held_out_features))


def regressed(maker: str, training: list[Example], held_out: list[Example], say: Any) -> list[Ranking]:
    """Returns the ranking of every held-out message by a regression over these features."""
    say(f"{maker}: features")
    features, held_out_features = MAKERS[maker]([e.text for e in training], [e.text for e in held_out])
    say(f"{maker}: a regression of {len(training)} messages")
    return list(regression.fit(features.measured, [e.intent for e in training]).rank(held_out_features.measured))


def right_first(reported_by: list[Example], held_out: list[Example], rankings: list[Ranking]) -> dict[str, float]:
    """Returns the share of topic messages whose likeliest intent is right, for each language and all."""
    first = {id(example): ranking[0][0] for example, ranking in zip(held_out, rankings, strict=True)}
    topics = [e for e in reported_by if e.is_topic]
    shares = {
        lang: share(first[id(e)] == e.intent for e in topics if e.lang == lang) for lang in {e.lang for e in topics}
    }
    return {**dict(sorted(shares.items())), "all": share(first[id(e)] == e.intent for e in topics)}


def thresholds_of(config: list[dict[str, Any]]) -> Thresholds:
    """Returns the thresholds that config.yml sets."""
    return ConfidenceBands({**ConfidenceBands.get_default_config(), **_component(config, "ConfidenceBands")}).thresholds


def fit_settings(config: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns the settings of what is learnt, as config.yml sets them."""
    return {**TopicClassifier.get_default_config(), **_component(config, "TopicClassifier")}


def _component(config: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(entry for entry in config if entry["name"].endswith(f".{name}"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("--data", type=Path, default=BOT.parent / "data")
    parser.add_argument("--choose", action="store_true", help="choose the thresholds on one half")
    parser.add_argument("--ablation", action="store_true", help="measure the other features too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
