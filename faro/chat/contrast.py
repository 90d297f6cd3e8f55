"""Makes a clinic's colour readable: the contrast of two colours, and the nearest colour with enough (WCAG 2.2)."""

from __future__ import annotations

READABLE = 7.0


def readable(colour: str, ground: str) -> str:
    """Returns the colour, moved towards black or white until it contrasts 7:1 with the ground (WCAG 2.2, 1.4.6)."""
    red, green, blue = _channels(colour)
    target = 0 if _luminance(_channels(ground)) > 0.5 else 255
    for step in range(101):
        share = step / 100
        mixed = tuple(round(channel + (target - channel) * share) for channel in (red, green, blue))
        if contrast(mixed, _channels(ground)) >= READABLE:
            return "#{:02x}{:02x}{:02x}".format(*mixed)
    return "#000000" if target == 0 else "#ffffff"


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Returns the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(channels: tuple[int, ...]) -> float:
    linear = [(c / 255) / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
