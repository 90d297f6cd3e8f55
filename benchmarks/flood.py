"""Measures a flood: how soon the queue says no, and what somebody in another network notices of it.

`.venv/bin/python -m benchmarks.flood` starts the web process over an engine of its own that takes a tenth of a second
for each turn; one process asks from one address many times at once, another from another address, one by one.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from multiprocessing.queues import Queue
from pathlib import Path

from faro.cli.processes import wait_until_ready
from faro.cli.store_access import prepare_store
from faro.settings import Settings

ENGINE_SECONDS = 0.1
AT_ONCE = 100
# A program that is refused and asks again at once would be a flood without end; this many times a second is one too.
PAUSE_SECONDS = 0.2
SECONDS = 10.0
FLOOD, PERSON = "127.0.0.1", "127.0.0.2"
QUESTION = b'{"text": "si declaro con mi itin la migra sabe donde vivo"}'
REPLY = {
    **{"kind": "answer", "topic": "itin_what", "lang": "en", "status": None, "confidence": 0.9},
    "messages": [{"text": "a", "html": "<p>a</p>", "choices": [], "sources": []}],
}

Times = list[tuple[int, float]]


async def answer_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers every turn after a while, one connection as long as it lasts."""
    body = json.dumps({"messages": [REPLY]}).encode()
    try:
        while True:
            await read_message(reader)
            await asyncio.sleep(ENGINE_SECONDS)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    except (asyncio.IncompleteReadError, OSError):
        writer.close()


async def read_message(reader: asyncio.StreamReader) -> bytes:
    """Returns the first line of a message, which is read to its end."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = [int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    await reader.readexactly(length[0] if length else 0)
    return head.partition(b"\r\n")[0]


def serve_the_engine(ports: Queue[int]) -> None:
    """Runs the engine until the process is ended."""

    async def serve() -> None:
        server = await asyncio.start_server(answer_slowly, "127.0.0.1", 0)
        ports.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


async def ask_until(end: float, address: str, port: int, times: Times, pause: float) -> None:
    """Asks again and again over one connection, and notes status and milliseconds of each answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    head = b"POST /api/v1/chat HTTP/1.1\r\nHost: faro\r\nContent-Type: application/json\r\n"
    while time.monotonic() < end:
        started = time.monotonic()
        writer.write(head + b"Content-Length: %d\r\n\r\n" % len(QUESTION) + QUESTION)
        status = int((await read_message(reader)).split()[1])
        times.append((status, (time.monotonic() - started) * 1000))
        await asyncio.sleep(pause)
    writer.close()


def ask(address: str, port: int, at_once: int, pause: float, answers: Queue[Times]) -> None:
    """Asks from an address, so many times at once, and puts the answers into the queue."""

    async def run() -> Times:
        times: Times = []
        end = time.monotonic() + SECONDS
        await asyncio.gather(*(ask_until(end, address, port, times, pause) for _ in range(at_once)))
        return times

    answers.put(asyncio.run(run()))


def asked(port: int, *crowds: tuple[str, int, float]) -> list[Times]:
    """Returns the answers to crowds that ask at the same time, each (address, at once, pause) in its own process."""
    queues: list[Queue[Times]] = [multiprocessing.Queue() for _ in crowds]
    processes = [
        multiprocessing.Process(target=ask, args=(address, port, at_once, pause, answers))
        for (address, at_once, pause), answers in zip(crowds, queues, strict=True)
    ]
    for process in processes:
        process.start()
    found = [answers.get() for answers in queues]
    for process in processes:
        process.join()
    return found


def processor_seconds(pid: int) -> float:
    """Returns what a process has used so far, which other work of the machine does not lengthen."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def show(name: str, times: Times) -> None:
    """Prints how many answers of each status there were, and their times."""
    for status in sorted({status for status, _ in times}):
        taken = sorted(milliseconds for one, milliseconds in times if one == status)
        figures = f"median {statistics.median(taken):.0f} ms, 99 of 100 within {taken[int(len(taken) * 0.99)]:.0f} ms"
        print(f"{name:28} {status}: {len(taken):5} answers, {figures}")


def main(folder: Path) -> None:
    """Starts the engine and the web process, and prints the figures."""
    ports: Queue[int] = multiprocessing.Queue()
    engine = multiprocessing.Process(target=serve_the_engine, args=(ports,), daemon=True)
    engine.start()
    settings = Settings(port=8490, engine_port=ports.get(), store_url=f"sqlite:///{folder / 'faro.db'}")
    prepare_store(settings)[0].dispose()
    environment = {
        **{"FARO_PORT": str(settings.port), "FARO_ENGINE_PORT": str(settings.engine_port)},
        **{"FARO_STORE_URL": settings.store_url, "FARO_NETWORK_MESSAGES_PER_MINUTE": "1000000"},
    }
    web = subprocess.Popen([sys.executable, "-m", "faro.chat.server"], env={**os.environ, **environment})
    try:
        asyncio.run(wait_until_ready(settings, 60))
        show("a person alone", asked(settings.port, (PERSON, 1, 0.2))[0])
        before = processor_seconds(web.pid)
        crowd, person = asked(settings.port, (FLOOD, AT_ONCE, PAUSE_SECONDS), (PERSON, 1, 0.2))
        spent = (processor_seconds(web.pid) - before) * 1000 / len(crowd + person)
        show(f"a flood of {AT_ONCE} at once", crowd)
        show("a person during it", person)
        print(f"{spent:.1f} ms of the web process's processor for each answer, refusals included")
    finally:
        web.terminate()
        web.wait(10)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        main(Path(place))
