"""The report cycle: call, forms that several people fill in, reminders, queries, acceptance with a preview, checks, review, publication.

``desk`` is what every door calls; the other modules are pure or keep one thing each.
"""

from __future__ import annotations
