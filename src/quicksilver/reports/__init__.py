"""Documents in six languages: national inventory reports, fate briefs, progress reports and boards."""

from __future__ import annotations

from quicksilver.package import submodules

__getattr__ = submodules(__name__)
