"""Tests of the checks on the content and of the reading-level scores."""
