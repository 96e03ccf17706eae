from __future__ import annotations

import os

import pytest

_DUMP = """
    def rows():
        from django.apps import apps
        from django.db import connection
        found = {}
        with connection.cursor() as cursor:
            for table in sorted(connection.introspection.table_names(cursor)):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(map(str, cursor.fetchall()))
        return found
"""


def test_a_copy_put_back_is_equal(elsewhere):
    told = elsewhere(
        _DUMP
        + """
    from quicksilver.portal.store.backup import backup, restore
    from quicksilver.portal.models import Activity, Appointment
    from django.contrib.auth.models import User
    from quicksilver.portal.store import store
    save_register(register, by="loader")
    bob = User.objects.create_user("bob")
    accepted = register.get(Submission, "italy-2010").model_copy(update={"state": "accepted"})
    save_register(Register.of([("submissions", accepted)]), by="bob")
    # Bob joins Italy after he accepted what Italy sent in: that must not keep the copy from being put back.
    Appointment.objects.create(user=bob, role="focal point", organisation_id="italy")
    before, had = rows(), load_register()
    path = backup("copies/one.backup")
    changed = register.get(Activity_ := __import__("quicksilver.register.records", fromlist=["Activity"]).Activity, "coal-b").model_copy(update={"state": "cancelled"})
    save_register(Register.of([("activities", changed)]), by="ann")
    Appointment.objects.all().delete()
    differs = rows() != before
    restore(path)
    same = rows() == before and load_register().records == had.records
    # Counters go on after the highest number, and the rules hold again.
    save_register(Register.of([("activities", changed)]), by="ann")
    from django.db import IntegrityError, transaction
    try:
        with transaction.atomic():
            Activity.history.all().update(history_user_id="x")
        kept = False
    except IntegrityError:
        kept = True
    try:
        backup(path)
        refused = ""
    except Exception as wrong:
        refused = type(wrong).__name__
    left = sorted(one.name for one in path.parent.iterdir())
    print(json.dumps([differs, same, kept, refused, left]))
    """
    )
    assert told == [True, True, True, "OutputExistsError", ["one.backup"]]


@pytest.mark.slow
def test_a_copy_made_while_others_write_is_of_one_moment(elsewhere):
    told = elsewhere(
        """
    import threading, time
    from quicksilver.portal.store.backup import backup, restore
    save_register(register, by="loader")
    R = __import__("quicksilver.register.records", fromlist=["x"])
    going, writes, wrong = threading.Event(), [0], []

    def write():
        from django.db import connection
        try:
            while not going.is_set():
                # Two records always change together.
                pair = [("activities", register.get(R.Activity, one).model_copy(update={"letter": str(writes[0])})) for one in ("coal-b", "coal-c")]
                save_register(Register.of(pair), by="writer")
                writes[0] += 1
                # As people write: one who never pauses can keep another from its turn, in any SQLite database.
                time.sleep(0.02)
        except BaseException as failed:
            wrong.append(repr(failed))
        finally:
            connection.close()

    # One that goes on when the rest has failed must not keep the process.
    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    while writes[0] < 3 and not wrong:
        time.sleep(0.01)
    copies = []
    for number in range(3):
        copies.append(backup(f"copy-{number}"))
        time.sleep(0.05)
    restore(copies[0])
    time.sleep(0.1)
    going.set()
    writer.join()
    letters = []
    for copy in copies:
        restore(copy)
        held = load_register()
        letters.append([held.get(R.Activity, one).letter for one in ("coal-b", "coal-c")])
    print(json.dumps([wrong, letters, writes[0]]))
    """
    )
    wrong, letters, writes = told
    assert not wrong
    assert writes > 3
    assert all(first == second != "" for first, second in letters)
    assert [int(first) for first, _second in letters] == sorted(int(first) for first, _second in letters)


@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="only PostgreSQL locks table by table",
)
def test_nobody_who_writes_is_thrown_out(elsewhere):
    told = elsewhere(
        """
    import threading, time
    from django.db import connection, transaction
    from quicksilver.portal.store.backup import backup, restore
    from quicksilver.portal.models import Activity, Area
    save_register(register, by="loader")
    copy, wrong = backup("copy"), []

    def put_back():
        try:
            restore(copy)
        except BaseException as failed:
            wrong.append(repr(failed))
        finally:
            connection.close()

    other = threading.Thread(target=put_back, daemon=True)
    with transaction.atomic():
        # The writer holds a table that comes late, and wants one that the restoring has locked by then.
        Area.objects.filter(pk="coal").update(letter="Z")
        other.start()
        time.sleep(0.4)
        Activity.objects.filter(pk="coal-b").update(letter="z")
        time.sleep(1.5)
    other.join(30)
    held = load_register()
    print(json.dumps([wrong, other.is_alive(), held.records == register.records]))
    """
    )
    assert told == [[], False, True]


@pytest.mark.slow
def test_what_is_no_copy_is_refused_and_changes_nothing(elsewhere):
    told = elsewhere(
        """
    from pathlib import Path
    from quicksilver.errors import InputProblems
    from quicksilver.portal.store.backup import backup, restore
    from django.db import connection
    save_register(register, by="loader")
    before = load_register().records
    good = backup("good").read_bytes()
    middle = len(good) // 2
    # A run of zeros where the copy holds rows: found by the checksum of the zip, or by SQLite's own check.
    Path("damaged").write_bytes(good[:middle] + bytes(60000) + good[middle + 60000:])
    Path("text").write_text("no copy")
    Path("cut").write_bytes(good[:middle])
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('programme', '9999_later', CURRENT_TIMESTAMP)")
    backup("later")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    said = []
    for name in ("text", "cut", "damaged", "later", "nowhere"):
        try:
            restore(name)
            said.append("")
        except InputProblems as refused:
            said.append(refused.problems[0].what)
    print(json.dumps([said, load_register().records == before]))
    """
    )
    said, same = told
    assert same
    assert all(said), said
    assert "later release" in said[3]
    assert said[4] == "there is no such file"
