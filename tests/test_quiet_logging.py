"""What people write stays out of the logs of Faro's own processes, whatever library logs it."""

from __future__ import annotations

import logging
import subprocess
import sys

from faro.quiet_logging import quiet_record

CANARY = "zxqcanary7731"

SPEAKS = f"""
import asyncio, logging, threading, warnings
from faro import quiet_logging
logging.basicConfig(level=logging.DEBUG)
quiet_logging.install()
log = logging.getLogger("uvicorn.error")
log.error("said: %s", "{CANARY}")
log.warning("{CANARY}", extra={{"text": "{CANARY}"}}, stack_info=True)
warnings.warn("{CANARY}")
try:
    raise ValueError("{CANARY}")
except ValueError:
    log.exception("failed with {CANARY}")
    logging.getLogger("faro.chat").exception("a turn failed")

async def fail():
    raise ValueError("{CANARY}")

async def run():
    asyncio.create_task(fail())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_soon(lambda: 1 / len(""))
    await asyncio.sleep(0)

asyncio.run(run())

class Ends:
    def __del__(self):
        raise ValueError("{CANARY}")

Ends()
thread = threading.Thread(target=lambda: int("{CANARY}"))
thread.start()
thread.join()
raise RuntimeError("{CANARY}")
"""


def test_nothing_of_what_failed_is_printed_but_its_kind() -> None:
    ran = subprocess.run([sys.executable, "-c", SPEAKS], capture_output=True, text=True, check=False)

    printed = ran.stdout + ran.stderr
    assert ran.returncode == 1
    assert CANARY not in printed
    for kind in ("ValueError", "ZeroDivisionError", "Ended by RuntimeError"):
        assert kind in printed
    assert "a turn failed" in printed


def test_only_our_own_words_pass() -> None:
    for name, passes in (("faro.chat", True), ("actions", True), ("faroese", False), ("root", False), ("", False)):
        record = quiet_record(name, logging.ERROR, "", 7, "said %s", ("this",), None, "place")
        assert record.getMessage() == ("said this" if passes else "place:7")
