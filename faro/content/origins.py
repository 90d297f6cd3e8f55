"""Which text is the exact origin of a website, as browsers send it: only such a one may show the widget."""

from __future__ import annotations

import re

LOOPBACK = frozenset({"localhost", "127.0.0.1"})
LABEL = r"(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# A name ends in letters: an address of digits is nobody's website, and a name of one part is nobody's alone.
NAME = re.compile(rf"(?:{LABEL}\.)+[a-z]{{2,63}}", re.ASCII)
ORIGIN = re.compile(r"(https?)://([a-z0-9.-]{1,253})(?::([1-9][0-9]{0,4}))?", re.ASCII)
OWN_PORT = {"https": "443", "http": "80"}
LARGEST_PORT = 65535


def is_exact_origin(text: str) -> bool:
    """Returns whether the text is scheme, name and port as a browser writes an origin (RFC 6454, section 6.2).

    HTTPS alone, but on this machine; no path, no wildcard, no port that is the scheme's own. Names in punycode are
    refused, since one of them can look like another clinic's name to the person who approves it.
    """
    found = ORIGIN.fullmatch(text)
    if found is None:
        return False
    scheme, host, port = found[1], found[2], found[3]
    if port is not None and (port == OWN_PORT[scheme] or int(port) > LARGEST_PORT):
        return False
    if scheme == "http":
        return host in LOOPBACK
    return NAME.fullmatch(host) is not None
