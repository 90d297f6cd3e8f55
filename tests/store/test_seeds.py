"""Without a store the content files are served; with it, what is published, from the moment it can be read."""

from __future__ import annotations

from pathlib import Path

from faro.store.database import open_engine, write_session
from faro.store.keeper import SnapshotKeeper
from faro.store.migrate import upgrade
from faro.store.seeds import published_or_seeds
from faro.store.transfer import import_content

from .sample import NOW


def test_content_files_stand_in_until_the_store_is_read(tmp_path: Path, content: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'faro.db'}")
    keeper = SnapshotKeeper(engine, lambda: NOW)
    assert not keeper.refresh()
    current = published_or_seeds(keeper, content, 7, NOW)
    assert (current().edition, len(current().answers) > 0) == (0, True)

    upgrade(engine)
    with write_session(engine) as session:
        import_content(session, content, NOW)
    assert keeper.refresh()
    assert current().edition > 0
    assert current() is keeper.current
    engine.dispose()
