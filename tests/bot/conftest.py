"""Lets the engine's tests run where Rasa is installed, and be passed over everywhere else."""

from __future__ import annotations

import importlib.util

if importlib.util.find_spec("rasa") is None:
    collect_ignore_glob = ["test_*.py"]
else:
    import logging
    import sys
    import threading
    from collections.abc import Iterator
    from pathlib import Path

    import pytest
    from components import quiet_logging
    from engine import Engine, running, train

    @pytest.fixture(scope="session")
    def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
        return train(tmp_path_factory.mktemp("model"))

    @pytest.fixture(scope="session")
    def engine(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
        # At its loudest, so that whatever keeps words out of the logs is tried where it is hardest.
        with running(tiny_model, tmp_path_factory.mktemp("engine") / "home", "--debug") as engine:
            yield engine

    @pytest.fixture
    def quiet() -> Iterator[None]:
        """Empties log records where they are made, as the engine does."""
        factory, hook, thread_hook = logging.getLogRecordFactory(), sys.excepthook, threading.excepthook
        quiet_logging.install()
        yield
        logging.setLogRecordFactory(factory)
        logging.captureWarnings(False)
        sys.excepthook, threading.excepthook = hook, thread_hook

    @pytest.fixture(autouse=True)
    def _actions_work(request: pytest.FixtureRequest) -> None:
        if "engine" in request.fixturenames:
            request.getfixturevalue("engine").actions.mode = "ok"
