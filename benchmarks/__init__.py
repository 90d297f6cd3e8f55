"""Measures what tests must not time: run one with `.venv/bin/python -m benchmarks.<name>`."""
