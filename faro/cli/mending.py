"""Errors of the command line that a person can mend: what is wrong, and what to do."""


class MendableError(Exception):
    """Something is missing or wrong; the text is one line with its mend."""

    def __init__(self, wrong: str, mend: str) -> None:
        super().__init__(f"{wrong}. Mend: {mend}")
