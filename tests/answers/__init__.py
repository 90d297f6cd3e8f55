"""Tests of what Faro says: the status, its sentences, the composing, the words around it."""
