"""Measures the engine: time of one message on one core, memory, a first training, a training with one new example.

`.venv/bin/python -m benchmarks.understanding` prints the figures; `--trainings` adds the two trainings, which take
minutes. It needs the model that `faro train` makes.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from faro.cli.processes import BOT, BOT_PYTHON, ONE_THREAD, engine_environment, supervised, wait_until_ready
from faro.cli.store_access import prepare_store
from faro.cli.training import training_command
from faro.settings import Settings, read_settings

MESSAGES_A_LANGUAGE = 30
STARTS_WITHIN_SECONDS = 180
NOT_COPIED = shutil.ignore_patterns(".venv", ".cache", ".rasa", "models", "__pycache__", ".pytest_cache")


def held_out_messages(data: Path) -> list[str]:
    """Returns messages of every language, none of which was trained on."""
    found = []
    for path in sorted((data / "eval").glob("*.tsv")):
        lines = [line.split("\t", 1)[1] for line in path.read_text("utf-8").splitlines() if "\t" in line]
        found += lines[:: max(1, len(lines) // MESSAGES_A_LANGUAGE)][:MESSAGES_A_LANGUAGE]
    return found


async def measure_turns(settings: Settings) -> None:
    """Prints the time of a turn through the engine, and through the whole of Faro, and the engine's memory."""
    messages = held_out_messages(settings.data_dir)
    async with supervised(settings, lambda name, line: None):
        if not await wait_until_ready(settings, STARTS_WITHIN_SECONDS):
            raise SystemExit("Faro did not start; try `faro doctor`")
        engine = _process_on_port(settings.engine_port)
        os.sched_setaffinity(engine, {min(os.sched_getaffinity(0))})
        # In a thread, so that what Faro's processes print is read meanwhile.
        engine_times = await asyncio.to_thread(_engine_turns, settings, messages)
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            whole_times = [await _whole_turn(client, settings, text) for text in messages]
        _say("one message through the engine, engine on one core", engine_times)
        _say("one message through the chat API, first of its conversation", whole_times)
        print(f"engine's memory: {_memory_mb(engine, 'VmRSS')} MB now, {_memory_mb(engine, 'VmHWM')} MB at most")


def _engine_turns(settings: Settings, messages: list[str]) -> list[float]:
    """Returns the seconds of each turn, on a connection of the plainest kind: no client is measured."""
    connection = http.client.HTTPConnection("127.0.0.1", settings.engine_port, timeout=30)
    times = []
    for number, text in enumerate(messages):
        turn = {"sender": f"{number:032d}", "text": text, "lang": "en", "lang_source": "page", "clinic": None}
        body = json.dumps(turn).encode()
        started = time.perf_counter()
        connection.request("POST", "/webhooks/faro/turn", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        times.append(time.perf_counter() - started)
        if response.status != 200:
            raise SystemExit(f"the engine answered a turn with status {response.status}")
    connection.close()
    return times


async def _whole_turn(client: httpx.AsyncClient, settings: Settings, text: str) -> float:
    started = time.perf_counter()
    response = await client.post(f"http://127.0.0.1:{settings.port}/api/v1/chat", json={"text": text})
    response.raise_for_status()
    return time.perf_counter() - started


def measure_encoders(settings: Settings) -> None:
    """Prints what the encoders take for one message on one core: how fast this machine is just now."""
    core = min(os.sched_getaffinity(0))
    done = subprocess.run(  # noqa: S603
        [str(BOT_PYTHON), "-m", "evaluation.speed"],
        cwd=BOT,
        env={**os.environ, **engine_environment(settings), **ONE_THREAD, "PYTHONPATH": str(BOT)},
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    for name, median in json.loads(done.stdout.splitlines()[-1]).items():
        print(f"{name} alone, one message on one core: median {median:.0f} ms")


def measure_trainings(settings: Settings) -> None:
    """Prints how long a first training takes, with nothing cached, and one after a single new example."""
    with _copy_of_the_bot() as bot:
        # Beside it, where the bot looks for the states.
        data = bot.parent / "data"
        shutil.copytree(settings.data_dir, data)
        print(f"first training: {_training_seconds(replace(settings, data_dir=data), bot):.0f} s")
        some = next((data / "nlu" / "en").glob("*.yml"))
        with some.open("a", encoding="utf-8") as file:
            file.write("    - this example is new and stands in no file yet\n")
        print(f"training with one new example: {_training_seconds(replace(settings, data_dir=data), bot):.0f} s")


def _training_seconds(settings: Settings, bot: Path) -> float:
    started = time.perf_counter()
    environment = {**os.environ, **engine_environment(settings), "PYTHONPATH": str(bot)}
    subprocess.run(  # noqa: S603
        training_command(settings, bot / "models", settings.lessons_dir),
        cwd=bot,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


@contextmanager
def _copy_of_the_bot() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "bot"
        shutil.copytree(BOT, copy, ignore=NOT_COPIED)
        yield copy


def _process_on_port(port: int) -> int:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"rasa" in words and str(port).encode() in words:
            return int(folder.name)
    raise SystemExit(f"no engine listens on port {port}")


def _memory_mb(process: int, field: str) -> int:
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) // 1024


def _say(what: str, seconds: list[float]) -> None:
    milliseconds = sorted(1000 * each for each in seconds)
    late = milliseconds[int(len(milliseconds) * 0.95)]
    print(
        f"{what}: median {statistics.median(milliseconds):.0f} ms, 95 % within {late:.0f} ms ({len(seconds)} messages)"
    )


def main() -> None:
    """Runs the measures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trainings", action="store_true", help="also measure the two trainings (minutes)")
    asked = parser.parse_args()
    os.environ["FARO_RATE_LIMITS"] = "off"
    measure_encoders(read_settings())
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(
            read_settings(),
            port=8790,
            engine_port=8795,
            actions_port=8796,
            store_url=f"sqlite:///{Path(folder) / 'faro.db'}",
        )
        prepare_store(settings)[0].dispose()
        asyncio.run(measure_turns(settings))
    if asked.trainings:
        measure_trainings(read_settings())


if __name__ == "__main__":
    main()
