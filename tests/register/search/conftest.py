from __future__ import annotations

import os
import tempfile

os.environ.setdefault("QUICKSILVER_DATA", tempfile.mkdtemp(prefix="quicksilver-tests-"))
os.environ.setdefault("QUICKSILVER_SECRET_KEY", "only for tests; it protects nothing")
