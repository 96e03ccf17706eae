"""Modules that earlier releases documented are found under their former names, with a notice."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from quicksilver.package import FORMER


@pytest.mark.parametrize("former", sorted(set(FORMER) - {"quicksilver.programme.settings"}))
def test_a_former_name_gives_the_module_of_today_and_a_notice(former):
    now = importlib.import_module(FORMER[former])
    specification = now.__spec__
    for name in list(sys.modules):
        if name == former:
            del sys.modules[name]
    with pytest.warns(FutureWarning, match=f"{former} is now {FORMER[former]}"):
        module = importlib.import_module(former)
    assert module is now
    assert now.__spec__ is specification
    assert now.__name__ == FORMER[former]


def test_attributes_and_classes_are_the_same_objects():
    script = (
        "import warnings; warnings.simplefilter('ignore'); import quicksilver as qs; "
        "from quicksilver.programme.text_form import load_directory as former; "
        "from quicksilver.register.formats.text_form import load_directory as now; "
        "assert former is now; assert qs.programme is qs.register; "
        "from quicksilver.programme.records import Fact as former; from quicksilver.register.records import Fact as now; "
        "assert former is now; import quicksilver.programme.never"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "No module named 'quicksilver.register.never'" in done.stderr
