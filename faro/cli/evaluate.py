"""`faro eval`: how well Faro understands, measured on held-out messages, as a table or as JSON."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from faro.chat.app import learnt_recogniser
from faro.chat.language import LanguageRecogniser
from faro.cli.console import console
from faro.cli.mending import MendableError
from faro.cli.processes import BOT, BOT_PYTHON, engine_environment
from faro.settings import Settings, read_settings

WORDS_AT_LEAST = 3
EXTERNAL_COLUMNS = ("in_scope_accuracy", "out_of_scope_recall", "mcc")
COLUMNS = {
    "right_first": "right first",
    "right_among_three": "among three",
    "answered": "answered",
    "right_of_answered": "right of answered",
    "out_of_scope_caught": "outside caught",
    "urgent_as_urgent": "urgent",
    "control_right": "control",
    "language_recognised": "language",
}


def evaluate(
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    choose: Annotated[bool, typer.Option(help="Choose the thresholds on one half, report on the other.")] = False,
    ablation: Annotated[bool, typer.Option(help="Measure the other features and the baselines too.")] = False,
    errors: Annotated[bool, typer.Option(help="List each language's worst errors, of data/eval/read.")] = False,
    external: Annotated[Path | None, typer.Option(help="Measure on this CSV of sentence,label instead.")] = None,
    test: Annotated[Path | None, typer.Option(help="With --external: the CSV to test on.")] = None,
    outside: Annotated[
        list[str] | None, typer.Option(help="With --external: a label that means out of scope; may be repeated.")
    ] = None,
) -> None:
    """Measure how well Faro understands the held-out messages of data/eval, or any other set with --external."""
    settings = read_settings()
    if external:
        found = measure_external(settings, external, test, outside or [])
        if as_json:
            typer.echo(json.dumps(found, indent=1))
        else:
            show_external(found)
        return
    report = measure(settings, choose=choose, ablation=ablation)
    recognised = language_shares(settings, learnt_recogniser(settings.data_dir / "nlu"))
    for lang, found in report["languages"].items():
        found["language_recognised"] = round(recognised[lang], 3)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=1))
        return
    show(report, errors=errors)


def measure(settings: Settings, *, choose: bool, ablation: bool) -> dict[str, Any]:
    """Returns the report of the Rasa half; raises MendableError when it fails."""
    options = ["evaluation", "--data", str(settings.data_dir)]
    options += ["--choose"] if choose else []
    options += ["--ablation"] if ablation else []
    return _report(settings, options)


def measure_external(settings: Settings, file: Path, test: Path | None, outside: list[str]) -> dict[str, Any]:
    """Returns the report of the pipeline trained and tested on other messages; raises MendableError when it fails."""
    options = ["evaluation.external", str(file.resolve())]
    options += ["--test", str(test.resolve())] if test else []
    for label in outside:
        options += ["--outside", label]
    return _report(settings, options)


def _report(settings: Settings, options: list[str]) -> dict[str, Any]:
    if not BOT_PYTHON.exists():
        raise MendableError("the Rasa half is not installed", "make prepare")
    command = [str(BOT_PYTHON), "-W", "ignore", "-m", *options]
    environment = {**os.environ, **engine_environment(settings)}
    done = subprocess.run(command, cwd=BOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise MendableError("the evaluation failed (above)", "read its last lines")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def language_shares(settings: Settings, recogniser: LanguageRecogniser) -> dict[str, float]:
    """Returns the share of each language's held-out messages of three words or more that are recognised as it."""
    shares = {}
    for path in sorted((settings.data_dir / "eval").glob("*.tsv")):
        texts = [line.split("\t", 1)[1] for line in path.read_text("utf-8").splitlines()]
        # Chinese writes no spaces between words.
        long_enough = [t for t in texts if len(t.split()) >= WORDS_AT_LEAST or (path.stem == "zh" and len(t) > 3)]
        found = [recogniser.recognise(text) for text in long_enough]
        shares[path.stem] = sum(r is not None and r.lang == path.stem for r in found) / max(len(found), 1)
    return shares


def show_external(report: dict[str, Any]) -> None:
    """Prints the figures at each threshold."""
    table = Table(title=f"{report['labels']} labels, {report['training_messages']} messages to learn from")
    for title in ("threshold", "in-scope accuracy", "out-of-scope recall", "MCC"):
        table.add_column(title, justify="right")
    for threshold, found in report["thresholds"].items():
        table.add_row(threshold, *(f"{found[name]:.3f}" for name in EXTERNAL_COLUMNS))
    console.print(table)
    console.print(f"{report['test_messages']} test messages, {report['out_of_scope_test_messages']} out of scope")


def show(report: dict[str, Any], *, errors: bool) -> None:
    """Prints the tables."""
    table = Table(title="Held-out messages, the half that chose nothing")
    table.add_column("")
    for title in COLUMNS.values():
        table.add_column(title, justify="right")
    table.add_column("grave", justify="right")
    table.add_column("false alarms", justify="right")
    for lang, found in [*report["languages"].items(), ("all", report["all"])]:
        shares = [f"{100 * found[name]:.0f}" if name in found else "" for name in COLUMNS]
        table.add_row(lang, *shares, str(found["grave_errors"]), str(found["false_alarms"]))
    console.print(table)
    console.print(f"thresholds {report['thresholds']}; {report['training_messages']} training messages")
    console.print(f"{len(report['overlap'])} held-out messages stand in the training messages")
    for name, found in report.get("ablation", {}).items():
        console.print(Text(f"{name:30} right first: " + "  ".join(f"{k} {100 * v:.0f}" for k, v in found.items())))
    if "always_out_of_scope" in report:
        console.print(f"always out of scope: {100 * report['always_out_of_scope']:.0f} of 100 messages are no topic")
    console.print("Errors, of the messages that may be read:")
    for meant, taken, count in report["confusions"]:
        console.print(Text(f"{count:4}  {meant} taken for {taken}"))
    if errors:
        for lang, wrong in report["worst"].items():
            for text, meant, taken, confidence in wrong:
                console.print(Text(f"{lang}  {confidence:.2f}  {text}  [{meant} taken for {taken}]"))
