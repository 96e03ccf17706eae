"""The service in a process of its own and a real browser, for the tests that need both."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MARKS = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
    # The driver of the browser leaves files to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@dataclass
class Service:
    """A service, and the command line beside it."""

    url: str
    environment: dict[str, str]

    @classmethod
    def over(cls, data: Path) -> Service:
        """Return a service over the embedded register of a folder, at a port that is free."""
        environment = {
            **os.environ,
            "QUICKSILVER_DATA": str(data),
            "QUICKSILVER_SECRET_KEY": "only for tests",
        }
        environment.pop("DATABASE_URL", None)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        return cls(f"http://127.0.0.1:{port}", environment)

    def run(self, *arguments: object) -> str:
        """Run a command and return what it printed."""
        command = [sys.executable, "-m", "quicksilver", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def running(self, log: Path | None = None, **more: str) -> Iterator[Service]:
        """Let it serve, with more settings; what it writes to its error output goes to a file."""
        port = self.url.rpartition(":")[2]
        command = [sys.executable, "-m", "quicksilver", "serve", "--port", port]
        with log.open("w") if log else nullcontext() as output:
            server = subprocess.Popen(command, env=self.environment | more, stderr=output)
            try:
                self._wait(int(port), server)
                yield self
            finally:
                server.terminate()
                server.wait()

    @staticmethod
    def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
        for _try in range(300):
            assert server.poll() is None, "the service ended"
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("the service does not answer")


@contextmanager
def chromium() -> Iterator[Any]:
    """Let a browser run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()
