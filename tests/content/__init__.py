"""Tests of reading and writing the content files."""
