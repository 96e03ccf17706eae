"""Every special rule of the method, on numbers small enough to check by hand."""

import pytest

import quicksilver as qs
from quicksilver.errors import InputProblems
from quicksilver.inventory import Inventory, State


def run(path, **options) -> Inventory:
    return qs.inventory.run(path, draws=0, **options)


def kilograms(inventory: Inventory, source: str) -> list[float]:
    index = next(i for i, line in enumerate(inventory.lines) if line.source.id == source)
    values = inventory.values(index)
    assert values is not None
    return [float(value) for value in values]


def test_dental_is_scaled_by_density_and_takes_the_population(make) -> None:
    result = run(make([{"source": "L1-DENTAL", "presence": "Y"}]))
    assert kilograms(result, "L1-DENTAL")[0] == pytest.approx(0.15e-3 * 5e6 * 0.2 / 0.82)


def test_per_capita_products_are_scaled_by_electrification(make) -> None:
    result = run(
        make([{"source": "L1-SWITCH", "presence": "Y", "activity": 1_000_000, "unit": "inhabitants"}])
    )
    assert kilograms(result, "L1-SWITCH")[0] == pytest.approx(0.14e-3 * 1e6 * 0.6)


@pytest.mark.parametrize(
    ("managed", "collected", "air"),
    [(False, False, 0.3), (True, False, 0.1), (False, True, 0.1), (True, True, 0.1)],
)
def test_waste_questions_choose_the_scenario(make, managed, collected, air) -> None:
    path = make(
        [{"source": "L1-SWITCH", "presence": "Y"}],
        waste_well_managed=managed,
        waste_separately_collected=collected,
    )
    result = run(path)
    scenario = "a3" if collected else "a1" if managed else "a2"
    assert result.lines[0].technology == scenario
    values = kilograms(result, "L1-SWITCH")
    assert values[1] == pytest.approx(air * values[0])


def test_named_scenario_beats_the_questions(make) -> None:
    assert (
        run(make([{"source": "L1-SWITCH", "technology": "a1", "presence": "Y"}])).lines[0].technology == "a1"
    )


def test_unanswered_questions_stop_the_products(make) -> None:
    path = make([{"source": "L1-SWITCH", "presence": "Y"}], waste_separately_collected=None)
    with pytest.raises(InputProblems, match="waste questions"):
        run(path)


def test_asgm_with_and_without_retort(make) -> None:
    path = make(
        [
            {"source": "L1-AU-ASGM-NORET", "presence": "Y", "activity": 10, "unit": "kg"},
            {"source": "L1-AU-ASGM-RET", "presence": "Y", "activity": 10, "unit": "kg"},
        ]
    )
    result = run(path)
    assert kilograms(result, "L1-AU-ASGM-NORET")[:2] == pytest.approx([19.0, 11.4])
    assert kilograms(result, "L1-AU-ASGM-RET")[:2] == pytest.approx([9.0, 1.8])


def test_co_incineration_is_a_source_of_its_own(make) -> None:
    path = make([{"source": "L1-CEM-COI", "presence": "Y", "activity": 1000, "unit": "t"}])
    assert kilograms(run(path), "L1-CEM-COI")[0] == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("source", "unit", "left", "cause"),
    [
        ("L1-OIL-EXTR", "t crude oil", 0.8, "follows_product"),
        ("L1-OIL-REF", "t crude oil", 0.59, "follows_product"),
        ("L1-LANDFILL", "t waste", 1 - 0.0101, "stock"),
    ],
)
def test_incomplete_sums_leave_a_named_remainder(make, source, unit, left, cause) -> None:
    result = run(make([{"source": source, "presence": "Y", "activity": 1e6, "unit": unit}]))
    values = kilograms(result, source)
    assert result.receipt["balance_kg"]["remainder_by_cause"] == {cause: pytest.approx(left * values[0])}
    result.check_balance()


def test_coal_wash_goes_on_to_combustion(make) -> None:
    path = make(
        [{"source": "5.1.1-hard", "technology": "wash > esp", "presence": "Y", "activity": 1e6, "unit": "t"}],
        level=2,
    )
    values = kilograms(run(path), "5.1.1-hard")
    assert values == pytest.approx([150, 150 * 0.8 * 0.9, 1.5, 0, 0, 0, 150 * (0.19 + 0.8 * 0.1)])


def test_coal_wash_alone_is_found_by_the_check(make) -> None:
    path = make(
        [
            {
                "source": "5.1.1-hard",
                "technology": "5.1.1-o-wash",
                "presence": "Y",
                "activity": 1e6,
                "unit": "t",
            }
        ],
        level=2,
    )
    result = run(path)
    assert result.receipt["balance_kg"]["remainder_by_cause"] == {"to_combustion": pytest.approx(120)}
    assert any(f.check == 1 and f.severity == "high" for f in result.findings())


def test_dental_phases_count_one_supply(make) -> None:
    phases = ("5.6.1-o-prep", "5.6.1-o-use", "5.6.1-o-disp")
    lines = [
        {"source": "5.6.1", "technology": name, "presence": "Y", "activity": 1e6, "unit": "inhabitants"}
        for name in phases
    ]
    result = run(make(lines, level=2))
    assert result.total("input") == pytest.approx(150)
    assert result.total("water") == pytest.approx(150 * (0.14 + 0.02 + 0.30))
    together = run(make([{**lines[0], "technology": "5.6.1-o-prep + 5.6.1-o-disp"}], level=2))
    assert kilograms(together, "5.6.1") == pytest.approx([150, 3, 66, 12, 9, 30, 30])


def test_technology_mix_is_the_weighted_mean(make) -> None:
    path = make(
        [
            {
                "source": "5.8.1",
                "technology": "none=0.25; 5.8.1-o-acid=75%",
                "presence": "Y",
                "activity": 1000,
                "unit": "t",
            }
        ],
        level=2,
    )
    assert kilograms(run(path), "5.8.1") == pytest.approx([5, 5 * (0.25 + 0.375), 0, 0, 0, 0, 5 * 0.375])


def test_point_sources_of_one_sub_category_add_up(make) -> None:
    lines = [
        {"source": "5.3.1-no", "technology": t, "presence": "Y", "activity": 1e6, "unit": "t", "site": site}
        for t, site in (("simple", "Plant A"), ("simple", "Plant B"), ("vef", "Plant C"))
    ]
    result = run(make(lines, level=2))
    assert result.total("input") == pytest.approx(330)
    assert result.total("air") == pytest.approx(110 * (0.6 + 0.6 + 0.05))


def test_level_2_line_takes_the_place_of_level_1(make) -> None:
    path = make(
        [
            {"source": "L1-COAL-PP", "presence": "Y", "activity": 1e6, "unit": "t"},
            {"source": "5.1.1-lignite", "technology": "esp", "presence": "Y", "activity": 1e6, "unit": "t"},
        ]
    )
    result = run(path)
    assert result.lines[0].state is State.REPLACED
    assert result.total("input") == pytest.approx(100)
    assert "5.1.1-lignite" in result.receipt["lines_not_used"][0]["why"]


def test_double_counting_corrections(make) -> None:
    path = make(
        [
            {"source": "L1-PROD-THERM", "presence": "Y", "activity": 100, "unit": "kg"},
            {"source": "L1-OIL-EXTR", "presence": "Y", "activity": 1e9, "unit": "t"},
            {"source": "L1-GAS-EXTR", "presence": "Y", "activity": 1e9, "unit": "Nm3"},
            {"source": "L1-MSW-INC", "presence": "Y", "activity": 1e5, "unit": "t"},
            {"source": "L1-DUMP", "presence": "Y", "activity": 1e5, "unit": "t"},
            {"source": "L1-WWATER", "presence": "Y", "activity": 1e8, "unit": "m3"},
        ]
    )
    result = run(path)
    plain = [100, 3400, 100, 500, 500, 525]
    assert result.total("input", corrected=False) == pytest.approx(sum(plain))
    dc1 = 100 * 0.025 + 3400 * 0.2 + 100 * 0.5
    assert result.total("input") == pytest.approx(dc1 + 0.1 * 1000)
    assert result.total("land", corrected=False) - result.total("land") == pytest.approx(400)
    assert result.total("water", corrected=False) - result.total("water") == pytest.approx(472.5)
    switched = run(path, corrections=False)
    assert switched.total("input") == pytest.approx(sum(plain))
    assert switched.total("land") == pytest.approx(result.total("land", corrected=False))


def test_four_states_stay_four(make) -> None:
    path = make(
        [
            {"source": "L1-CREM", "presence": "Y", "activity": 0, "unit": "corpses"},
            {"source": "L1-VCM", "presence": "N"},
            {"source": "L1-PAINT", "presence": "?"},
            {"source": "L1-CREAM"},
        ]
    )
    result = run(path)
    table = result.table.set_index("source")
    assert list(table["state"]) == ["zero", "absent", "unknown", "not_given"]
    assert table.loc["L1-CREM", "air_kg"] == 0
    assert table.loc[["L1-VCM", "L1-PAINT", "L1-CREAM"], "air_kg"].isna().all()
    total = result.summary.set_index("source").loc["TOTALS"]
    assert total["sources_unknown"] == 1
    assert total["sources_absent"] == 1
    assert total["sources_not_given"] > 50
    assert list(result.dataset["state"].values.ravel()) == [
        list(State).index(State(s)) for s in table["state"]
    ]


def test_row_without_default_asks_for_a_national_value(make) -> None:
    path = make([{"source": "5.1.5-peat", "presence": "Y", "activity": 10, "unit": "t"}], level=2)
    with pytest.raises(InputProblems, match="national") as caught:
        run(path)
    assert len(caught.value.problems) == 2
    shares = dict(
        zip(
            ("air", "water", "land", "products", "general_waste", "sector_waste"),
            (1, 0, 0, 0, 0, 0),
            strict=True,
        )
    )
    given = {
        "source": "5.1.5-peat",
        "presence": "Y",
        "activity": 10,
        "unit": "t",
        "input_factor": 0.05,
        "input_factor_unit": "g Hg/t",
        **shares,
    }
    assert run(make([given], level=2)).total("air") == pytest.approx(0.0005)


def test_bounding_interval_is_all_low_and_all_high(make) -> None:
    line = {
        "source": "5.1.1-hard",
        "technology": "none",
        "presence": "Y",
        "activity": 1e6,
        "unit": "t",
        "activity_low": 9e5,
        "activity_high": 2e6,
    }
    row = run(make([line], level=2)).table.iloc[0]
    assert (row["input_low_kg"], row["input_kg"], row["input_high_kg"]) == pytest.approx((45, 150, 1000))


def test_waste_factor_test(make) -> None:
    from quicksilver.inventory.results.findings.checks import waste_test

    path = make(
        [
            {"source": "L1-DUMP", "presence": "Y", "activity": 1e5, "unit": "t"},
            {"source": "L1-SWITCH", "presence": "Y"},
            {"source": "L1-WWATER", "presence": "Y", "activity": 1e6, "unit": "m3"},
            {"source": "L1-THERM-MED", "presence": "Y", "activity": 1e6, "unit": "items"},
        ]
    )
    test = waste_test(run(path))
    assert (test.general_waste, test.from_products) == pytest.approx((500, 126 + 300))
    assert (test.waste_water, test.water_from_products) == pytest.approx((5.25, 300))
    assert not test.waste_doubtful
    assert not test.water_doubtful


@pytest.mark.parametrize(("source", "technology"), [("L1-AL", ""), ("5.2.7", "5.2.7-o")])
def test_red_mud_of_alumina_is_a_waste_of_the_sector(make, source, technology) -> None:
    line = {"source": source, "technology": technology, "presence": "Y", "activity": 1e6, "unit": "t bauxite"}
    result = run(make([line], level=1 if source.startswith("L1") else 2))
    assert kilograms(result, source) == pytest.approx([500, 75, 50, 0, 0, 0, 375])


def test_only_wastes_that_go_where_those_of_households_go_are_general_waste() -> None:
    factors = qs.factors.load()
    sent = {
        factors.sources[source].category
        for (source, _), row in factors.outputs.items()
        if row.shares is not None and row.shares[4] > 0
    }
    products = {category for category in sent if category.startswith(("5.5.", "5.6."))}
    assert sent - products == {"5.7.2", "5.9.5"}


@pytest.mark.parametrize("technology", ["5.2.2-o-conc", "5.2.2-O-CONC", "Amalgamation de concentré"])
@pytest.mark.parametrize("own", [{}, {"air": 1}])
def test_a_technology_of_another_source_is_refused_by_line_and_column(make, technology, own) -> None:
    line = {
        "source": "5.2.2-whole",
        "technology": technology,
        "presence": "Y",
        "activity": 1000,
        "unit": "kg",
    }
    with pytest.raises(InputProblems) as caught:
        run(make([{**line, **own}], level=2))
    (wrong,) = caught.value.problems
    assert "belongs to" in str(wrong)
    assert "5.2.2-conc" in str(wrong)
    assert "5.2.2-o-whole" in str(wrong)
    assert wrong.where.field == "technology" or "technology" in str(wrong.where)


def test_a_zero_of_a_technology_of_another_source_is_refused_too(make) -> None:
    line = {
        "source": "5.2.2-whole",
        "technology": "5.2.2-o-ret",
        "presence": "Y",
        "activity": 0,
        "unit": "kg",
    }
    with pytest.raises(InputProblems, match="belongs to"):
        run(make([line], level=2))


def test_an_overlay_takes_a_technology_by_its_name_and_none_of_another_source(tmp_path) -> None:
    path = tmp_path / "factors.csv"
    head = "id,technology,air,sector_waste,source\n"
    path.write_text(head + "5.1.1-hard,ESP,0.8,0.2,own tests\n", encoding="utf-8")
    assert qs.factors.load(path).outputs["5.1.1-hard", "5.1.1-o-esp"].shares[0] == 0.8
    path.write_text(head + "5.2.2-whole,5.2.2-o-conc,0.8,0.2,own tests\n", encoding="utf-8")
    with pytest.raises(InputProblems, match=r"belongs to 5\.2\.2-conc, not to 5\.2\.2-whole"):
        qs.factors.load(path)
    path.write_text(head + "5.2.2-whole,our sluice,0.8,0.2,own tests\n", encoding="utf-8")
    assert ("5.2.2-whole", "our sluice") in qs.factors.load(path).outputs


def test_an_overlay_may_name_its_source(tmp_path) -> None:
    path = tmp_path / "factors.csv"
    path.write_text("id,input_factor,source\nCrématoriums,3,x\n", encoding="utf-8")
    assert "L1-CREM" in qs.factors.load(path).changed


def test_nothing_is_infinite(make, tmp_path) -> None:
    line = {
        "source": "L1-OIL-LIGHT",
        "presence": "Y",
        "activity": 1e12,
        "unit": "TJ",
        "calorific_value": 1e-300,
    }
    with pytest.raises(InputProblems) as caught:
        run(make([line]))
    assert "inf " not in str(caught.value)
    path = tmp_path / "factors.csv"
    path.write_text("id,input_factor,source\nL1-CEM,1e308,x\n", encoding="utf-8")
    with pytest.raises(InputProblems, match="impossible"):
        qs.factors.load(path)
