"""Tests of the public edge on a real port: bytes that no client sends, and clients that never end."""
