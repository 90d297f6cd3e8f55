"""Tests of the public edge: the chat API, the guard, languages, limits, and what happens when the engine fails."""
