"""The command line `faro`: everything that an operator, a clinic or a volunteer does at a terminal."""

from faro.cli.main import main

__all__ = ["main"]
