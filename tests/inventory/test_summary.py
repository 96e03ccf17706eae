"""What Python users see first: modules on demand, and inventories that print as a summary."""

import pytest

import quicksilver as qs
from quicksilver.inventory import ActivityLine, General, InventoryInput


def made(*lines: ActivityLine, draws: int = 0) -> qs.inventory.Inventory:
    return qs.inventory.run(InventoryInput("example", General("SEN", 2020, 1), lines, ""), draws=draws)


def test_repr_is_a_summary() -> None:
    line = ActivityLine("L1-CREM", "example", presence="Y", activity=1000.0, unit="corpses")
    assert repr(made(line)) == (
        "<Inventory SEN 2020, Level 1: 1 of 1 lines with amounts, total input 2.50 kg (bounding interval 1.00 to 4.00) "
        "per year>"
    )
    assert "95% range" in repr(made(line, draws=100))
    assert "total input not known" in repr(made(ActivityLine("L1-CREM", "example", presence="?")))


def test_a_total_of_an_exact_number_has_no_range_and_says_why() -> None:
    line = ActivityLine(
        "L1-CREM",
        "example",
        presence="Y",
        activity=1000.0,
        unit="corpses",
        input_factor=2.0,
        input_factor_low=2.0,
        input_factor_high=2.0,
        input_factor_unit="g Hg/corpse",
        source_of_data="x",
    )
    assert "total input 2.00 kg (no 95% range, because 100% of it rests on numbers without a range: " in repr(
        made(line)
    )


def test_modules_are_imported_on_demand() -> None:
    assert qs.fate.verbs.__name__ == "quicksilver.fate.verbs"
    assert "coal" in qs.areas.areas()
    assert callable(qs.scenarios.world)
    assert qs.register.register.__name__ == "quicksilver.register.register"
    assert callable(qs.reports.national.report_files)
    for package in (qs, qs.reports):
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            package.nothing  # noqa: B018


def test_a_module_that_fails_inside_is_not_called_missing(monkeypatch) -> None:
    import sys

    from quicksilver.package import submodules

    monkeypatch.delitem(sys.modules, "quicksilver.reports.boards.leaflet", raising=False)
    monkeypatch.setitem(sys.modules, "quicksilver.language.catalogue", None)
    with pytest.raises(ModuleNotFoundError, match="catalogue"):
        submodules("quicksilver.reports.boards")("leaflet")
