"""Tests of the whole of Faro: every process running, a trained model, a store of its own."""
