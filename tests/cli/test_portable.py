"""Inventories and their reports need nothing that only POSIX systems have, and no plain path or encoding."""

import os
import subprocess
import sys

#: What a system such as Windows lacks: modules, and functions of `os` and `signal`; its console's encoding too.
PRELUDE = r"""
import importlib.abc, os, signal, sys, warnings

class Missing(importlib.abc.MetaPathFinder):
    names = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline"}

    def find_spec(self, name, path=None, target=None):
        if name in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

for name in Missing.names:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Missing())
def refuse(module, name):
    # Libraries know by themselves which system they are on: only the project's own calls are refused.
    there = getattr(module, name)

    def called(*args, **kwargs):
        if sys._getframe(1).f_globals["__name__"].startswith("quicksilver"):
            raise AttributeError(f"module has no attribute {name!r}")
        return there(*args, **kwargs)

    setattr(module, name, called)

for name in (
    "fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "setsid", "getpgid", "killpg", "chown", "lchown",
    "fchown", "uname", "sysconf", "mkfifo", "nice", "sched_getaffinity", "getloadavg", "statvfs", "pread", "wait",
):
    refuse(os, name)
for name in ("SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1"):
    delattr(signal, name)
warnings.filterwarnings("error", category=EncodingWarning, module=r"quicksilver(\.|$)")
from quicksilver.cli.main import main
main(sys.argv[1:])
"""


def test_an_inventory_and_its_report_where_posix_is_missing(tmp_path) -> None:
    place = tmp_path / "Отчёт de l'année 2026 г"
    place.mkdir()

    def run(*args):
        done = subprocess.run(
            [sys.executable, "-X", "warn_default_encoding", "-c", PRELUDE, *args],
            cwd=place,
            env={**os.environ, "PYTHONIOENCODING": "cp1252:replace", "PYTHONUTF8": "0"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode("cp1252", "replace")

    run("inventory", "template", "--level", "1", "--out", "мой инвентарь.xlsx")
    run("inventory", "example", "--out", "пример 1")
    inventory = "пример 1/2020"
    run("inventory", "check", inventory)
    run("inventory", "run", inventory, "--out", "итоги и отчёт", "--draws", "50")
    written = {path.suffix for path in (place / "итоги и отчёт").rglob("*.*")}
    assert {".docx", ".pdf", ".html", ".csv", ".json"} <= written
