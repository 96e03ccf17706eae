"""The size that is asked for: what is told agrees, in as many questions as for a small register. How long it takes, `make bench` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from quicksilver.portal.store.mapping import kinds

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"

SCRIPT = """
import datetime as dt
sys.path.insert(0, {benchmarks!r})
from registers import large_register
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from quicksilver.register.questions.gaps import gap_board
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.models import Appointment
from quicksilver.register.rules.visibility import open_kinds, visible
from quicksilver.register.register import holds
from quicksilver.portal.store.stored_gaps import public_gap_board, stored_gap_board

told = {{"questions": {{}}, "counts": {{}}, "agree": {{}}}}

def count(name, call):
    with CaptureQueriesContext(connection) as held:
        answer = call()
    told["questions"][name] = len(held)
    return answer

register = large_register()
saved = save_register(register, by="loader")
told["new"], told["records"] = saved.new, len(list(register))
told["sizes"] = {{kind: len(held) for kind, held in register.records.items()}}
back = count("load", load_register)
told["agree"]["load"] = back.records == {{kind: dict(sorted(held.items())) for kind, held in register.records.items()}}
del back
for day in map(dt.date.fromisoformat, ("2006-05-01", "2015-06-01", "2024-12-31")):
    board = count(f"board {{day}}", lambda: stored_gap_board(day))
    told["agree"][f"board {{day}}"] = board == gap_board(register, day)
    count(f"public board {{day}}", lambda: public_gap_board(day))

shown, client, day = visible(register), Client(headers={{"host": "localhost"}}), dt.date(2015, 6, 1)
for name in open_kinds():
    every = list(shown.records[name].values())
    wanted = {{"": len(every), f"?as_of={{day}}": sum(holds(one, day) for one in every), "?limit=200&offset=100": len(every)}}
    if name in ("activities", "memberships"):
        wanted["?area=coal"] = sum("coal" in one.areas for one in every)
    if name in ("plans", "targets", "meetings", "needs", "leaderships"):
        wanted["?area=coal"] = sum(one.area == "coal" for one in every)
    if name in ("activities", "comments"):
        state = every[0].state
        wanted[f"?state={{state}}"] = sum(one.state == state for one in every)
    for query, number in wanted.items():
        answer = count(f"list {{name}}{{query}}", lambda: client.get(f"/api/v1/{{name}}{{query}}"))
        told["counts"][name + query] = [json.loads(answer.content).get("count"), number]

user = get_user_model().objects.create_user("secretary", is_staff=True)
Appointment.objects.create(user=user, role="secretariat")
client.force_login(user)
for name, kind in kinds().items():
    page = reverse(f"admin:programme_{{kind.model._meta.model_name}}_changelist")
    for query in ("", "?p=2", "?o=1"):
        answer = count(f"admin {{name}}{{query}}", lambda: client.get(page + query))
        told["counts"][f"admin {{name}}{{query}}"] = [answer.status_code, 200]
print(json.dumps(told))
"""


@pytest.mark.slow
def test_a_register_of_the_size_that_is_asked_for(elsewhere):
    told = elsewhere(SCRIPT.format(benchmarks=str(BENCHMARKS)))
    sizes = told["sizes"]
    assert (sizes["organisations"], sizes["activities"], sizes["contributions"]) == (5000, 20_000, 12_000)
    assert told["new"] == told["records"]
    assert all(told["agree"].values()), told["agree"]
    for name, (found, wanted) in told["counts"].items():
        assert found == wanted, name
    # A query per kind and per list inside a record, and for the citations of a kind.
    assert told["questions"]["load"] <= 2 * len(kinds()) + sum(len(kind.parts) for kind in kinds().values())
    for name, questions in told["questions"].items():
        what, _, rest = name.partition(" ")
        if what == "list":
            # Identifiers, count, what is hidden, records, citations, and each list inside them.
            assert questions <= 5 + len(kinds()[rest.partition("?")[0]].parts), name
        elif what == "admin":
            # Session, account, roles, count, records, and what a filter offers.
            assert questions <= 10, name
        elif name != "load":
            assert questions <= 15, name
