"""``python -m quicksilver``."""

from __future__ import annotations

from quicksilver.cli import main

if __name__ == "__main__":
    main()
