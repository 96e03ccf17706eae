"""Whose mercury and where to: shares with ranges, receptors of every kind, and what is refused."""

import itertools
import json

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.fate import verbs
from quicksilver.fate.atmosphere import judge
from quicksilver.fate.atmosphere.answers import whereto, whose
from quicksilver.fate.atmosphere.footprints import footprint, gross_footprints, maps
from quicksilver.fate.atmosphere.ranges import emission_range, factors, home, member_weights
from quicksilver.fate.atmosphere.receptors import (
    Receptor,
    check_partition,
    default_cells,
    find,
    read_receptors,
    shipped,
)
from quicksilver.fate.atmosphere.sources import KINDS, SPECIES, from_dataset, streets
from quicksilver.fate.gridding import Grid
from quicksilver.fate.gridding.dataset import coordinates, flux_attrs


def test_receptors_are_a_partition() -> None:
    weight = sum(find(name).weight for name in shipped()[:-1])
    assert np.abs(weight - 1).max() < 1e-5
    check_partition([find(name) for name in shipped()[:-1]])


def test_footprints_sum_to_one_at_every_cell_and_species() -> None:
    whole = gross_footprints()[:-1].astype(np.float64).sum(axis=0)
    assert np.abs(whole - 1).max() < 5e-4
    assert gross_footprints().min() >= 0


def test_maps_and_footprints_agree() -> None:
    emission = streets()
    for name in ("USA", "IND", "North Pacific", "Arctic"):
        place = find(name)
        through = footprint(place).deposition(emission)
        parts = maps().on(place, "gross")
        direct = [parts[n] * emission.amount[i].sum() for i, n in enumerate(emission.names)]
        assert np.abs(through - direct).sum() / np.sum(direct) < 5e-3


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(shipped()), st.sampled_from(["gross", "net"]), st.integers(0, 5))
def test_shares_sum_to_one_and_lie_in_their_ranges(name, exchange, seed) -> None:
    answer = whose(name, exchange=exchange, seed=seed)
    assert abs(float(answer["share"].sum()) - 1) < 1e-12
    assert (answer["share_low"] <= answer["share"]).all()
    assert (answer["share"] <= answer["share_high"]).all()
    assert (answer["share_high"] > answer["share_low"]).all()
    assert (answer["group_share_low"] < answer["group_share_high"]).all()


@pytest.mark.parametrize(
    ("receptor", "source", "percent"),
    [
        ("USA", "East Asia", 13.3),
        ("East Asia", "East Asia", 52.0),
        ("South Asia", "South Asia", 26.0),
        ("USA", "USA", 4.6),
    ],
)
def test_the_shares_of_the_experiments(receptor, source, percent) -> None:
    share = 100 * float(whose(receptor)["share"].sel(source=source))
    assert abs(share / percent - 1) < 0.15


def test_a_quarter_of_arctic_deposition_is_of_this_year() -> None:
    answer = whose("Arctic")
    assert abs(float(answer["group_share"].sel(part="this year")) / 0.27 - 1) < 0.15
    assert not set(KINDS) - set(answer["source"].values)


def test_what_is_emitted_at_home_falls_at_home_more_if_it_is_oxidised() -> None:
    """All regions together: Hg0 8 %, Hg(II) 49 % of the emission (each +-15 %)."""
    emission = streets()
    own = np.zeros(3)
    for number, name in enumerate(emission.names):
        share = footprint(find(name)).share
        own += (share * emission.amount[number]).sum(axis=(1, 2))
    percent = 100 * own / emission.amount.sum(axis=(0, 2, 3))
    assert abs(percent[0] / 8.2 - 1) < 0.15
    assert abs(percent[1] / 49 - 1) < 0.15
    assert percent[0] < percent[2] < percent[1]


def test_by_country_adds_up_to_by_region() -> None:
    countries, regions = streets("country"), streets()
    np.testing.assert_allclose(countries.amount.sum(axis=0), regions.amount.sum(axis=0), rtol=1e-10)
    named = dict(zip(countries.names, countries.regions, strict=True))
    assert named["CHN"] == "East Asia"
    answer = whose("SEN", by="country")
    assert abs(float(answer["share"].sum()) - 1) < 1e-12
    assert str(answer["source"].values[0]) in ("SEN", "GHA", "MLI", "BFA", "CHN")


def test_by_species_and_one_species() -> None:
    answer = whose("IND", by="species")
    assert set(SPECIES) <= set(answer["source"].values)
    alone = whose("IND", species="Hg2")
    assert "ocean" not in alone["source"].values
    assert abs(float(alone["share"].sum()) - 1) < 1e-12


def test_doubling_a_source_doubles_its_deposition_alone() -> None:
    emission = streets()
    doubled = emission.amount.copy()
    doubled[2] *= 2
    shape = footprint(find("USA"))
    once = shape.deposition(emission)
    twice = shape.deposition(type(emission)(emission.names, doubled, emission.regions, "doubled"))
    assert twice[2] == 2 * once[2]
    assert np.delete(twice, 2).tobytes() == np.delete(once, 2).tobytes()


def test_whereto_sums_to_the_amount() -> None:
    answer = whereto("East Asia", amount=100)
    assert abs(float(answer["share"].sum()) - 1) < 1e-12
    np.testing.assert_allclose(float(answer["deposition"].sum()), 1e5, rtol=1e-12)
    assert (answer["share_low"] < answer["share_high"]).all()
    country = whereto("China", by="country")
    assert country.attrs["emitter"] == "CHN"
    assert str(country["receptor"].values[0]) in ("CHN", "North Pacific")


@pytest.mark.parametrize("amount", [0, -1, float("nan")])
def test_whereto_refuses_an_amount_that_is_none(amount) -> None:
    with pytest.raises(InputProblems, match="an amount of"):
        whereto("East Asia", amount=amount)


def test_whereto_refuses_who_emits_nothing() -> None:
    with pytest.raises(InputProblems, match="has no emission"):
        whereto("North Pacific")


def test_small_countries_are_warned_of() -> None:
    assert find("RUS").notes == ()
    assert find("Bangladesh").notes[0].code == "atmosphere.small"
    small = find("Luxembourg")
    assert small.notes[0].code == "atmosphere.cell"
    answer = whose(small)
    assert abs(float(answer["share"].sum()) - 1) < 1e-12
    assert "its cells" in answer.attrs["notes"]


def test_regions_of_every_scheme_and_seas_are_read() -> None:
    for name in (
        "Western Africa",
        "Sub-Saharan Africa",
        "Melanesia",
        "arctic",
        "mediterranean",
        "small states",
    ):
        assert find(name).area > 0
    assert find("France").name == "FRA"
    assert home(find("Senegal")) == "Western Africa"


def test_an_unknown_place_gets_a_guess() -> None:
    with pytest.raises(InputProblems) as caught:
        find("Westren Africa")
    wrong = caught.value.problems[0]
    assert wrong.code == "atmosphere.region.unknown"
    assert wrong.guess == "Western Africa"
    assert wrong.allowed
    assert wrong.remedy


def test_a_box_is_the_part_of_cells_inside() -> None:
    box = find("-20,10,20,30")
    exact = 6371.0**2 * np.deg2rad(40) * (np.sin(np.deg2rad(30)) - np.sin(np.deg2rad(10)))
    np.testing.assert_allclose(box.area, exact, rtol=1e-9)
    across = find("170,-10,190,10")
    np.testing.assert_allclose(across.weight.sum(axis=0)[[0, 48]], [0, across.weight[:, 48].sum()])


def _mask_file(path, values, lat=None, lon=None):
    lat = np.arange(-89.5, 90) if lat is None else lat
    lon = np.arange(-179.5, 180) if lon is None else lon
    xr.Dataset({"mine": (("lat", "lon"), values)}, {"lat": lat, "lon": lon}).to_netcdf(
        path, engine="h5netcdf"
    )
    return path


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (np.zeros((180, 360)), "atmosphere.mask.empty"),
        (np.full((180, 360), 1.5), "atmosphere.mask.value"),
        (np.full((180, 360), -0.1), "atmosphere.mask.value"),
    ],
)
def test_masks_that_cannot_be_are_refused(tmp_path, values, code) -> None:
    with pytest.raises(InputProblems) as caught:
        find(_mask_file(tmp_path / "mask.nc", values))
    assert caught.value.problems[0].code == code
    assert caught.value.problems[0].remedy


def test_a_mask_on_a_part_of_the_globe_is_refused(tmp_path) -> None:
    file = _mask_file(tmp_path / "mask.nc", np.ones((10, 10)), np.arange(0.5, 10), np.arange(0.5, 10))
    with pytest.raises(InputProblems) as caught:
        find(file)
    assert caught.value.problems[0].code == "atmosphere.mask.grid"


def test_a_mask_of_all_is_the_globe(tmp_path) -> None:
    whole = find(_mask_file(tmp_path / "mask.nc", np.ones((180, 360))))
    np.testing.assert_allclose(whole.weight, 1, rtol=1e-12)


def test_receptors_of_a_table(tmp_path) -> None:
    file = tmp_path / "regions.csv"
    file.write_text("region,country\nGulf of Guinea,GHA\nGulf of Guinea,CIV\nSahel,SEN\n")
    made = read_receptors(file)
    assert [place.name for place in made] == ["Gulf of Guinea", "Sahel"]
    assert made[0].countries == ("GHA", "CIV")
    np.testing.assert_allclose(made[0].weight, find("GHA").weight + find("CIV").weight)


def test_overlapping_receptors_are_no_partition() -> None:
    with pytest.raises(InputProblems) as caught:
        check_partition([find("Arctic"), find("Arctic Ocean")])
    assert caught.value.problems[0].code == "atmosphere.mask.overlap"


def _emissions(values, name="Hg0_all", years=(2015,), units="kg m-2 s-1", species="Hg0"):
    grid = Grid(5)
    attrs = {**flux_attrs("all", species, {}), "units": units}
    field = np.broadcast_to(values, (len(years), *grid.shape)).astype(float)
    return xr.Dataset({name: (("time", "lat", "lon"), field, attrs)}, coordinates(grid, years))


def test_own_emissions_keep_their_mass() -> None:
    data = _emissions(1e-15)
    grid = Grid(5)
    for by in ("region", "country", "sector", "species"):
        emission = from_dataset(data, by=by)
        whole = grid.area().sum() * 1e-15 * 365 * 86400
        np.testing.assert_allclose(emission.amount.sum(), whole, rtol=1e-12)
    emission = from_dataset(data)
    assert "unassigned" in emission.names
    assert emission.notes[0].code == "atmosphere.emission.unassigned"
    answer = whose("IND", emissions=emission)
    assert "unassigned" in answer["source"].values


def test_emissions_without_species_name_the_profile_or_are_refused() -> None:
    data = _emissions(1e-15, "Hg_all", species="Hg")
    emission = from_dataset(data)
    note = next(note for note in emission.notes if note.code == "atmosphere.emission.species")
    assert "Streets" in str(note)
    with pytest.raises(InputProblems) as caught:
        from_dataset(data, strict=True)
    assert caught.value.problems[0].code == "atmosphere.emission.species"


@pytest.mark.parametrize("bad", [-1e-15, np.nan, np.inf])
def test_emissions_that_cannot_be_are_refused(bad) -> None:
    values = np.full(Grid(5).shape, 1e-15)
    values[3, 4] = bad
    with pytest.raises(InputProblems) as caught:
        from_dataset(_emissions(values))
    assert caught.value.problems[0].code == "atmosphere.emission.value"


def test_emissions_in_unknown_units_or_of_another_year_are_refused() -> None:
    with pytest.raises(InputProblems, match="units"):
        from_dataset(_emissions(1e-15, units="furlong"))
    with pytest.raises(InputProblems) as caught:
        from_dataset(_emissions(1e-15), year=2030)
    assert caught.value.problems[0].code == "atmosphere.year"


def test_sectors_need_emissions_that_have_them() -> None:
    with pytest.raises(InputProblems, match="no sectors"):
        whose("SEN", by="sector")


def test_ranges_are_wider_than_parameters_alone() -> None:
    answer = whose("USA").sel(source="East Asia")
    ratio = float(answer["share_high"] / answer["share_low"])
    assert ratio > 1.6
    low, high = emission_range("East Asia")
    assert low < 1 < high
    assert member_weights().argmax() in range(9)


def test_draws_depend_on_seed_and_key_only() -> None:
    from quicksilver.fate.atmosphere.ranges import Source

    sources = [Source("A", "USA"), Source("B", "Canada")]
    first, again = (factors(sources, "USA", seed=3) for _ in range(2))
    assert first.tobytes() == again.tobytes()
    assert factors(sources[1:], "USA", seed=3).tobytes() == first[1:].tobytes()


def test_the_set_of_the_experiments_has_the_same_answers_at_once() -> None:
    from quicksilver.fate.atmosphere.parameters import parameters

    usual, named = whose("USA"), whose("USA", numbers=parameters("prototype"))
    np.testing.assert_array_equal(usual["share"], named["share"])
    assert named.attrs["parameters"].startswith("prototype")
    assert not parameters(changes={"kox": 2.5}).are_default


def test_every_answer_has_its_receipt_and_limits() -> None:
    for answer in (whose("SEN"), whereto("USA")):
        for name in ("climate", "parameters", "emissions", "cycle_model", "tolerance", "exchange"):
            assert answer.attrs[name]
        assert "350 to 420 km" in answer.attrs["limits"]
        assert "fitted" in answer.attrs["parameters"]
    assert verbs.whose("SEN").identical(whose("SEN"))


def test_targets_are_judged_and_misses_are_shown() -> None:
    table = judge.check({"burden": 4.6, "wet_r_NADP": -0.33, **judge.share_figures()})
    verdicts = dict(zip(table["quantity"], table["verdict"], strict=True))
    assert verdicts["atmospheric burden"] == "inside"
    missed = next(name for name in verdicts if name.startswith("pattern of wet deposition"))
    assert verdicts[missed] == "outside"
    assert (table[table["verdict"] == "not judged"]["reason"] != "").all()
    assert any("recalled" in text for text in table["standing"])


def test_commands(tmp_path) -> None:
    from quicksilver.cli.fate.fate import fate

    run = CliRunner().invoke
    printed = run(fate, ["whose", "SEN", "--out", str(tmp_path / "shares.csv")])
    assert printed.exit_code == 0, printed.output
    assert "Western Africa" in printed.output
    assert "receipt:" in printed.output
    assert "this year:" in printed.output
    assert (tmp_path / "shares.csv").read_text().startswith("source,share")
    as_json = json.loads(run(fate, ["whose", "SEN", "--json"]).stdout)
    assert abs(sum(row["share"] for row in as_json["sources"]) - 1) < 1e-12
    to = run(fate, ["whereto", "East Asia", "--amount", "100"])
    assert "North Pacific" in to.output
    map_file = tmp_path / "map.nc"
    made = run(fate, ["whereto", "East Asia", "--amount", "100", "--out", str(map_file), "-q"])
    assert made.exit_code == 0, made.output
    data = xr.open_dataset(map_file, engine="h5netcdf")
    area = default_cells().area
    np.testing.assert_allclose((data["deposited"] * area).sum() * 365 * 86400, 1e5, rtol=1e-9)
    assert "jcm" in run(fate, ["climate", "show"]).output
    assert "kox" in run(fate, ["air", "--list"]).output


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_charts_in_six_languages(language) -> None:
    from quicksilver.charts import to_svg
    from quicksilver.fate.atmosphere.matrix import deposition_of
    from quicksilver.reports.fate.air_charts import deposition_map, share_bars

    answer = whereto("East Asia", amount=100)
    charts = (
        share_bars(whose("SEN"), language=language),
        share_bars(answer, language=language),
        deposition_map(deposition_of("East Asia", answer), language=language),
    )
    for chart in charts:
        assert len(to_svg(chart)) > 1000
    titles = [chart.alt for chart in charts]
    assert len(set(titles)) == 3


def test_a_receptor_may_be_made_by_hand() -> None:
    weight = np.zeros(default_cells().shape)
    weight[24, 10] = 1.0
    place = Receptor("a cell", weight, float(default_cells().area[24, 10] / 1e6))
    answer = whose(place)
    assert abs(float(answer["share"].sum()) - 1) < 1e-12
    assert all(
        itertools.starmap(
            lambda low, high: low < high, zip(answer["share_low"], answer["share_high"], strict=True)
        )
    )
