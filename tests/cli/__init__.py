"""Tests of the command line, of the supervisor of the processes, and of the settings."""
