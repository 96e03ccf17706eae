"""What all tests share: a property is not timed, since a busy machine is no defect of the program."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import settings

# Messages are compared in English, whatever the locale of the person who runs the tests.
os.environ["QUICKSILVER_LANGUAGE"] = "en"

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Return a folder in which ``quicksilver demo`` was run once for all tests; its output is not to be changed."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "QUICKSILVER_DATA": str(folder / "none")}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "quicksilver", "demo"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    (folder / "printed.txt").write_text(done.stdout, encoding="utf-8")
    return folder
