"""What all tests share: a property is not timed, since a busy machine is no defect of the program."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
