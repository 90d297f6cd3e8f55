"""Trains the engine's model when what it is made from has changed, and keeps the last good one until then."""

from __future__ import annotations

import contextlib
import filecmp
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from faro.cli.processes import BOT, BOT_PYTHON, engine_environment
from faro.settings import Settings

CODE = ("requirements.lock", "components/*.py")
MADE_FROM = ("config.yml", *CODE, "domain/*.yml", "embeddings/*.npz")
LEARNT_FROM = ("nlu", "rules", "stories")
NAME_OF_NEW = "faro-new"
READ_AT_ONCE = 1024 * 1024


STEP = re.compile(r"(Embedded \d+ of \d+ new training messages|Starting to train component '\w+')")


class TrainingError(Exception):
    """The training failed; the text is the end of what it printed."""


def training_step(line: str) -> str:
    """Returns what a line of the training's output says about how far it is, empty for all the rest."""
    found = STEP.search(line)
    return found[1] if found else ""


def fingerprint(settings: Settings, lessons: Path | None = None) -> str:
    """Returns a hash over all that the model is made from, with the lessons in this folder or those in service."""
    paths = [path for pattern in MADE_FROM for path in BOT.glob(pattern)]
    paths += settings.data_dir.glob("states.yml")
    paths += [path for folder in LEARNT_FROM for path in (settings.data_dir / folder).rglob("*.yml")]
    taught = (lessons or settings.lessons_dir).rglob("*.yml")
    return _hash_of([*sorted(paths), *sorted(taught)])


def rasa_cache() -> Path:
    """Returns the folder where Rasa keeps what its components learnt, another one for other code; older ones are gone.

    Rasa asks for the code of a component's class alone, and would pack what other code of ours learnt, which this code
    may not be able to read.
    """
    folder = BOT / ".rasa" / _hash_of(sorted(path for pattern in CODE for path in BOT.glob(pattern)))[:16]
    for older in folder.parent.glob("*"):
        if older != folder:
            shutil.rmtree(older, ignore_errors=True)
    return folder


def _hash_of(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(settings: Settings) -> bool:
    """Returns whether the trained model was made from what is there now."""
    noted = settings.model.with_suffix(".fingerprint")
    return settings.model.exists() and noted.exists() and noted.read_text("ascii") == fingerprint(settings)


def training_command(settings: Settings, out: Path, lessons: Path) -> list[str]:
    """Returns the words that train a model into the folder `out`, to be run in the folder of the Rasa half."""
    data = [str(settings.data_dir / folder) for folder in LEARNT_FROM]
    data += [str(lessons)] if any(lessons.rglob("*.yml")) else []
    return [
        *(str(BOT_PYTHON), "-m", "rasa", "train", "--data", *data, "--domain", "domain", "--config", "config.yml"),
        *("--out", str(out), "--fixed-model-name", NAME_OF_NEW),
        # `make test` validates the data; a volunteer who tries one example need not wait for it.
        "--skip-validation",
    ]


def train(
    settings: Settings, say: Callable[[str], None], *, lessons: Path | None = None, model: Path | None = None
) -> Path:
    """Trains a model, with the lessons in service unless told otherwise, and returns its path.

    The old one is replaced only by a finished new one. Raises TrainingError.
    """
    lessons, model = lessons or settings.lessons_dir, model or settings.model
    made_from = fingerprint(settings, lessons)
    command = training_command(settings, model.parent, lessons)
    environment = {**os.environ, **engine_environment(settings), "RASA_CACHE_DIRECTORY": str(rasa_cache())}
    last: list[str] = []
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=BOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip():
                last = [*last[-14:], line.rstrip()]
                say(line.strip())
    new = model.with_name(f"{NAME_OF_NEW}.tar.gz")
    if process.returncode != 0 or not new.exists():
        raise TrainingError("\n".join(last))
    new.replace(model)
    model.with_suffix(".fingerprint").write_text(made_from, "ascii")
    return model


def is_whole(model: Path) -> bool:
    """Returns whether an archive can be unpacked to its end, where its checksum stands."""
    try:
        with gzip.open(model) as packed:
            while packed.read(READ_AT_ONCE):
                pass
        with tarfile.open(model) as archive:
            archive.getmembers()
    except (OSError, EOFError, tarfile.TarError, zlib.error):
        return False
    return True


def keep_as_good(model: Path, good: Path) -> None:
    """Keeps a copy of a model with which a real turn went through; a copy that cannot be made is no reason to stop."""
    if good.exists() and filecmp.cmp(model, good, shallow=False):
        return
    half = good.with_suffix(".half")
    try:
        shutil.copyfile(model, half)
        half.replace(good)
    except OSError:
        with contextlib.suppress(OSError):
            half.unlink()
