"""Forms of the register: YAML, Excel, CSV, IATI, report forms, rates of currencies."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import Any, Final

from fuzzing.cases import Target

__all__ = ["register", "registers_files", "targets"]

_RATES: Final = (
    b"currency,to,value,day,source\nEUR,USD,1.2854,2010-08-17,ECB\nNOK,USD,0.165,2010-08-17,Norges Bank\n"
)


@functools.lru_cache
def register() -> Any:
    """Return a register of about ten records."""
    from quicksilver.register import records as r
    from quicksilver.register.register import Register

    activity = {
        "id": "coal-a",
        "title": {"en": "Guidance", "zh": "指导文件", "original": "zh"},
        "text": "What can be done.",
        "kind": "guidance",
        "areas": ["coal", "waste"],
        "state": "under way",
        "planned": "2008/2010",
        "places": [{"country": "SEN"}],
        "participants": [{"organisation": "unep", "role": "lead"}, {"organisation": "iea", "role": "author"}],
    }
    money = {
        "provider": "unep",
        "activity": "coal-a",
        "kind": "cash",
        "stage": "disbursement",
        "period": "2008-05",
        "money": {"amount": "1234.50", "currency": "USD"},
    }
    plain: list[tuple[str, type, dict[str, Any]]] = [
        ("areas", r.Area, {"id": "coal", "name": {"en": "Coal combustion", "zh": "燃煤"}}),
        ("areas", r.Area, {"id": "waste", "name": "Waste"}),
        ("organisations", r.Organisation, {"id": "iea", "name": "IEA Clean Coal Centre"}),
        ("organisations", r.Organisation, {"id": "unep", "name": "UNEP"}),
        ("documents", r.Document, {"id": "d1", "title": "A report", "date": "2009-05"}),
        (
            "leaderships",
            r.Leadership,
            {"id": "l", "area": "coal", "organisation": "iea", "person": "L. S.", "since": "2006"},
        ),
        (
            "plans",
            r.Plan,
            {"id": "coal-2010", "area": "coal", "state": "in force", "priority_actions": ["Guidance"]},
        ),
        ("targets", r.TargetRecord, {"id": "coal-t", "area": "coal", "text": "Less mercury"}),
        (
            "memberships",
            r.Membership,
            {"id": "m", "organisation": "unep", "state": "confirmed", "areas": ["coal", "waste"]},
        ),
        ("activities", r.Activity, activity),
        ("contributions", r.Contribution, {"id": "c", **money}),
        ("cycles", r.Cycle, {"id": "2009", "title": "Report 2009", "period": "2009", "state": "open"}),
    ]
    return Register.of((kind, cls(**given)) for kind, cls, given in plain)


def registers_files(form: str) -> dict[str, bytes]:
    """Return the files of the register in a form: ``text``, ``csv``, ``xlsx``, ``form`` or ``iati``."""
    from quicksilver.register.formats.forms import write_form
    from quicksilver.register.formats.iati.writing import Reporting, Silence, iati_bytes
    from quicksilver.register.formats.tables import export_csv, export_workbook
    from quicksilver.register.formats.text_form import export_directory

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "out"
        if form == "text":
            export_directory(register(), folder)
        elif form == "csv":
            export_csv(register(), folder)
        elif form == "xlsx":
            export_workbook(register(), folder / "r.xlsx")
        elif form == "form":
            write_form(register(), "2009", "coal", folder / "f.xlsx")
        else:
            data, _ = iati_bytes(
                register(), Reporting("XM-DAC-41116", "40", "UNEP"), silence=Silence("planned", "2008")
            )
            return {"i.xml": data}
        return {
            str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }


def targets() -> list[Target]:
    """Return the readers of the forms of the register."""
    from quicksilver.register.formats.forms import read_form
    from quicksilver.register.formats.iati import read_iati
    from quicksilver.register.formats.tables import load_csv, load_workbook
    from quicksilver.register.formats.text_form import load_directory
    from quicksilver.register.questions.rates import read_rates

    text, tables = registers_files("text"), registers_files("csv")
    make = functools.partial(Target, "register")
    parts = [name for name in text if name.startswith(("activities/", "contributions/", "organisations/"))]
    folders = [
        make(
            "yaml",
            f"r/{name}",
            text[name],
            lambda path: load_directory(path.parents[1]),
            "yaml",
            beside={f"r/{other}": data for other, data in text.items() if other != name},
            share=1 / len(parts),
            part=name,
        )
        for name in parts
    ]
    several = [name for name in tables if name.startswith(("activities", "contributions", "organisations"))]
    folders += [
        make(
            "csv",
            f"r/{name}",
            tables[name],
            lambda path: load_csv(path.parent),
            "csv",
            beside={f"r/{other}": data for other, data in tables.items() if other != name},
            share=1 / len(several),
            part=name,
        )
        for name in several
    ]
    return [
        *folders,
        make("xlsx", "r.xlsx", registers_files("xlsx")["r.xlsx"], load_workbook, "xlsx"),
        make(
            "IATI xml",
            "i.xml",
            registers_files("iati")["i.xml"],
            lambda path: read_iati(path, area="coal"),
            "xml",
        ),
        make(
            "report form xlsx",
            "f.xlsx",
            registers_files("form")["f.xlsx"],
            lambda path: read_form(path, register()),
            "xlsx",
        ),
        make("rates csv", "r.csv", _RATES, read_rates, "csv", numbers=("value",)),
    ]
