"""Faro's own parts of Rasa: understanding, conversations in memory, and the one channel."""
