"""What the command line prints on: colours on a terminal, plain lines elsewhere, and how a reply looks there."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

console = Console(highlight=False)
progress = Console(stderr=True, highlight=False)

SHOWN_SOURCES = 5
COLOURS = {"actions": "cyan", "engine": "magenta", "web": "green", "desk": "yellow"}


def say_line(name: str, line: str) -> None:
    """Prints one line of a process behind its name."""
    progress.print(Text(f"{name:>8} │ ", style=COLOURS.get(name, "blue")) + Text(line))


def show_reply(reply: dict[str, Any], screen: Console = console) -> list[str]:
    """Prints a reply and returns the values of its choices, in the order of the numbers shown before them."""
    choices: list[str] = []
    for message in reply["messages"]:
        screen.print(Text(message["text"]))
        for source in message["sources"][:SHOWN_SOURCES]:
            date = f" ({source['date']})" if source["date"] else ""
            screen.print(Text(f"  · {source['title']}{date}", style="dim"))
        if len(message["sources"]) > SHOWN_SOURCES:
            screen.print(Text(f"  · … {len(message['sources']) - SHOWN_SOURCES} more sources", style="dim"))
        for choice in message["choices"]:
            choices.append(choice["choice"])
            screen.print(Text(f"  [{len(choices)}] {choice['label']}", style="cyan"))
        screen.print()
    return choices
