"""A real engine for tests: a tiny model, its own process, and an action server that can be made to fail."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
BOT = REPOSITORY / "bot"


def train(folder: Path) -> Path:
    """Train a tiny model with Faro's own configuration, domain, rules and stories, and return its archive."""
    data = REPOSITORY / "data"
    subprocess.run(
        [
            *(sys.executable, "-m", "rasa", "train", "--config", "config.yml", "--domain", "domain"),
            *("--data", str(REPOSITORY / "tests" / "bot" / "nlu"), str(data / "rules"), str(data / "stories")),
            *("--out", str(folder), "--fixed-model-name", "tiny"),
        ],
        cwd=BOT,
        env=_environment(folder),
        check=True,
        capture_output=True,
        timeout=300,
    )
    return folder / "tiny.tar.gz"


class ActionServer:
    """Stands in for the action server; `mode` says how it answers: ok, down, broken, echo or refuse."""

    def __init__(self) -> None:
        self.mode = "ok"
        self.seen: dict[str, Any] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.seen = request
                if outer.mode == "down":
                    self.connection.close()
                    return
                status, body = _reply(outer.mode, request)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def latest_message(self) -> dict[str, Any]:
        """Return what the last action saw of the message it answers."""
        return dict(self.seen["tracker"]["latest_message"])

    def stop(self) -> None:
        """Close the server."""
        self._server.shutdown()
        self._server.server_close()


def _reply(mode: str, request: dict[str, Any]) -> tuple[int, bytes]:
    words = request["tracker"]["latest_message"]["text"]
    if mode == "broken":
        return 200, f"not JSON: {words}".encode()
    if mode == "echo":
        return 200, json.dumps({"events": [{"event": words}], "responses": [words]}).encode()
    if mode == "refuse":
        return 400, json.dumps({"action_name": request["next_action"], "error": words}).encode()
    spoken = {"custom": {"action": request["next_action"]}}
    return 200, json.dumps({"events": [], "responses": [spoken]}).encode()


class Engine:
    """A running engine, and everything it printed."""

    def __init__(self, port: int, actions: ActionServer, folder: Path) -> None:
        self.actions = actions
        self.folder = folder
        self._address = f"http://127.0.0.1:{port}/webhooks/faro"

    def post(self, path: str, body: Any) -> tuple[int, Any]:
        """Return status and JSON of a POST; `body` is sent as it is when it is bytes."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._ask(urllib.request.Request(f"{self._address}/{path}", data=data))

    def turn(self, sender: str, **fields: Any) -> dict[str, Any]:
        """Return the reply to one turn."""
        status, reply = self.post("turn", {"sender": sender, **fields})
        assert status == 200, reply
        return dict(reply)

    def live(self) -> int:
        """Return how many conversations are in the engine's memory."""
        return int(self._ask(urllib.request.Request(f"{self._address}/live"))[1]["trackers"])

    def printed(self) -> str:
        """Return all that the engine wrote to its output so far."""
        return (self.folder / "output").read_text(encoding="utf-8", errors="replace")

    def written(self) -> bytes:
        """Return every byte of every file in the engine's home and temporary folder."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())

    def _ask(self, request: urllib.request.Request) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                text = reply.read()
                return reply.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, json.loads(text) if text.startswith(b"{") else text


@contextmanager
def running(model: Path, folder: Path, *options: str) -> Iterator[Engine]:
    """Run an engine with `model`, its files in `folder`, until the block ends."""
    actions = ActionServer()
    port = _free_port()
    folder.mkdir()
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "rasa", "run", "--model", str(model), "-i", "127.0.0.1", "--port", str(port)),
                *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml", *options),
            ],
            cwd=BOT,
            env={**_environment(folder), "FARO_ACTIONS_URL": actions.url},
            stdout=output,
            stderr=output,
        )
        engine = Engine(port, actions, folder)
        try:
            _wait_for(engine, process)
            yield engine
        finally:
            process.terminate()
            process.wait(30)
            actions.stop()
            shutil.rmtree(folder, ignore_errors=True)


def exit_code_with(model: Path, folder: Path) -> int:
    """Return the code with which an engine ends by itself when it is started with `model`."""
    folder.mkdir()
    command = [
        *(sys.executable, "-m", "rasa", "run", "--model", str(model), "-i", "127.0.0.1", "--port", str(_free_port())),
        *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
    ]
    environment = {**_environment(folder), "FARO_ACTIONS_URL": "http://127.0.0.1:1/webhook"}
    return subprocess.run(command, cwd=BOT, env=environment, capture_output=True, timeout=120).returncode


def _wait_for(engine: Engine, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            engine.live()
            return
        except (OSError, ValueError, KeyError):
            assert process.poll() is None, engine.printed()
            assert time.monotonic() < deadline, engine.printed()
            time.sleep(0.2)


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": str(BOT),
        "RASA_TELEMETRY_ENABLED": "false",
        # As `faro up` sets it: threads that wait for each other make a turn of seconds on a busy machine.
        "OMP_NUM_THREADS": "1",
        "FARO_MAX_CONVERSATIONS": "5000",
        "FARO_IDLE_MINUTES": "20",
        "FARO_MAX_MINUTES": "60",
    }


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
