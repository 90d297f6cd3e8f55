"""A model that is damaged: the last good one serves, loudly, and people are answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from faro.cli.processes import commands
from faro.cli.store_access import prepare_store
from faro.settings import Settings
from tests.faults.world import World, web_running
from tests.whole.running import at_home_in, free_ports, supervised

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def faro(world: World) -> Iterator[World]:
    store_url = f"sqlite:///{world.folder / 'model.db'}"
    prepare_store(Settings(store_url=store_url))[0].dispose()
    with web_running(world, store_url):
        yield world


def test_damaged_model_gives_way_to_the_last_good_one(faro: World, tmp_path: Path) -> None:
    """A second engine takes the place of the one that runs; its model breaks off in the middle."""
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(Settings().model.read_bytes()[: Settings().model.stat().st_size // 2])
    settings = Settings(engine_port=free_ports(1)[0], actions_port=faro.actions.port)
    (engine,) = [command for command in commands(settings, damaged, settings.model) if command.name == "engine"]
    before, told = faro.engine.target, len(faro.printed)
    running = ExitStack()

    def begin() -> None:
        running.enter_context(supervised([at_home_in(faro.folder, engine)], faro.printed))
        faro.engine.target = settings.engine_port
        faro.engine.fault = "reset"
        faro.engine.fault = "none"

    try:
        row = faro.outlive("model", "damaged", begin, lambda: None, lambda status, _: status == 503)
    finally:
        faro.engine.target = before
        running.close()
    assert (row.question, row.button) == ("limited", "limited")
    assert any("THE LAST GOOD ONE SERVES" in line for line in faro.printed[told:])
