"""Tests of the custom actions, each run on a tracker without a server."""
