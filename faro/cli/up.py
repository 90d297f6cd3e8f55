"""`faro up` and `faro train`: everything running in one console, from a fresh checkout to a clean shutdown."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import signal
import socket
import time
from functools import partial
from typing import Annotated

import typer
from rich.text import Text
from sqlalchemy import Engine

from faro.cli.console import progress, say_line
from faro.cli.desk import first_link
from faro.cli.exchange import Exchange
from faro.cli.mending import MendableError
from faro.cli.processes import BOT_PYTHON, Supervisor, commands, wait_until_ready
from faro.cli.store_access import prepare_store
from faro.cli.teaching import note_service, write_lessons_in_service
from faro.cli.training import TrainingError, is_current, keep_as_good, train, training_step
from faro.desk.desk import desk_origin
from faro.settings import Settings, read_settings
from faro.store.database import open_engine

READY_WITHIN_SECONDS = 120


def up() -> None:
    """Start everything: store, model, engine, actions and web; Ctrl-C stops it all."""
    settings = read_settings()
    check_ports(settings)
    prepare(settings)
    asyncio.run(_run(settings))


def train_model(force: Annotated[bool, typer.Option(help="Train even if nothing has changed.")] = False) -> None:
    """Train the engine's model from data/ and bot/."""
    settings = read_settings()
    write_lessons_in_service(settings)
    if is_current(settings) and not force:
        progress.print("The model is current: nothing that it is made from has changed.")
        return
    _train(settings)


def prepare(settings: Settings) -> None:
    """Brings the store and the model up to date, saying what it does."""
    engine, report = prepare_store(settings)
    progress.print(
        f"[store] content files: {len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.unchanged)} unchanged",
        markup=False,
    )
    if settings.desk:
        _say_where_the_desk_is(engine, settings)
    write_lessons_in_service(settings)
    if is_current(settings):
        progress.print("[model] current", markup=False)
        return
    try:
        _train(settings)
    except MendableError as error:
        if not settings.model.exists() and not settings.good_model.exists():
            raise
        # Answers from the last good model are better than none; volunteers must see that it is an old one.
        progress.print(f"[model] THE LAST GOOD MODEL SERVES, not the newest: {error}", style="bold red", markup=False)


def _say_where_the_desk_is(engine: Engine, settings: Settings) -> None:
    link = first_link(engine, settings)
    progress.print(f"[desk] {desk_origin(settings).text}", markup=False)
    if link:
        progress.print("[desk] nobody has an account yet; this link lets the first admin in, once:", markup=False)
        progress.print(Text(link, style="bold"), soft_wrap=True)


def check_ports(settings: Settings) -> None:
    """Raises MendableError when another program holds a port that Faro needs."""
    for name, port in (
        ("port", settings.port),
        ("engine_port", settings.engine_port),
        ("actions_port", settings.actions_port),
        *([("desk_port", settings.desk_port)] if settings.desk else []),
        *([("demo_port", settings.demo_port)] if settings.demo else []),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise MendableError(
                    f"another program (perhaps another Faro) uses port {port}", f"stop it, or set FARO_{name.upper()}"
                ) from None


def _train(settings: Settings) -> None:
    if not BOT_PYTHON.exists():
        raise MendableError("the Rasa half is not installed", "make prepare")
    started = time.monotonic()
    progress.print("[model] training; the first time takes a few minutes, later ones seconds", markup=False)
    shown = ""
    with contextlib.ExitStack() as stack:
        spinner = stack.enter_context(progress.status("training")) if progress.is_terminal else None

        def say(line: str) -> None:
            nonlocal shown
            passed = time.monotonic() - started
            step = training_step(line)
            if step and spinner:
                spinner.update(f"training, {passed:.0f} s: {step}")
            elif step and step != shown:
                shown = step
                progress.print(f"[model] {passed:.0f} s: {step}", markup=False)

        try:
            train(settings, say)
        except TrainingError as error:
            progress.print(str(error), markup=False)
            raise MendableError("the training failed (above)", "read its last lines, then faro train") from None
    progress.print(f"[model] trained in {time.monotonic() - started:.0f} s", markup=False)


async def _run(settings: Settings) -> None:
    supervisor = Supervisor(commands(settings), say_line)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, supervisor.stop)
    # A dump of a process that died would hold what people wrote.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    store = open_engine(settings.store_url)
    exchange = Exchange(settings, supervisor, say_line, partial(note_service, settings, store))
    beside = [asyncio.create_task(_announce(settings, supervisor)), asyncio.create_task(exchange.run())]
    await supervisor.run()
    for task in beside:
        task.cancel()
    progress.print("Faro has stopped.")


async def _announce(settings: Settings, supervisor: Supervisor) -> None:
    started = time.monotonic()
    progress.print("[start] waiting for the first real turn through the engine", markup=False)
    if await wait_until_ready(settings, READY_WITHIN_SECONDS):
        address = f"http://{settings.host}:{settings.port}"
        progress.print(
            f"Faro answers at {address} after {time.monotonic() - started:.0f} s. Ctrl-C stops it.", style="bold"
        )
        if "engine" not in supervisor.replaced and settings.model.exists():
            await asyncio.to_thread(keep_as_good, settings.model, settings.good_model)
        if settings.demo:
            progress.print(f"A clinic's website with the widget: http://127.0.0.1:{settings.demo_port}")
    else:
        progress.print("Faro is not ready yet; it goes on trying. See: faro doctor", style="bold red")
