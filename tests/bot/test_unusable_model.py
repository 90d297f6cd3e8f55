"""A model that is damaged, or packs nothing, ends the engine, where Rasa by itself would go on and answer nothing."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from components.channel import UNUSABLE_MODEL
from engine import exit_code_with


def test_damaged_archive_ends_the_engine(tiny_model: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(tiny_model.read_bytes()[: tiny_model.stat().st_size // 2])

    assert exit_code_with(damaged, tmp_path / "home") == UNUSABLE_MODEL


@pytest.mark.parametrize("content", [b"", b"{}"], ids=["nothing", "no metadata"])
def test_archive_without_a_model_ends_the_engine(tmp_path: Path, content: bytes) -> None:
    empty, part = tmp_path / "empty.tar.gz", tmp_path / "metadata.json"
    part.write_bytes(content)
    with tarfile.open(empty, "w:gz") as archive:
        if content:
            archive.add(part, "metadata.json")

    assert exit_code_with(empty, tmp_path / "home") == UNUSABLE_MODEL
