"""Figures that are hardly meant: rates, percentages, denominators, constant indicators, links against coverage."""

import connectindex as ci
from connectindex.audit.plausible import implausible
from connectindex.edition.read import read_edition

SPEED = '\n[indicators.speed]\nname = "Speed"\nunit = "{unit}"\ndirection = 1\nvariable = "speed"\n'


def warned(folder):
    result = ci.build(read_edition(folder))
    return [str(w) for w in implausible(result)], result


def replaced(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def with_speed(folder, unit, values):
    """The starter edition with one more indicator, whose values are given by unit."""
    settings = folder / "index.toml"
    replaced(settings, '"internet_users"]', '"internet_users", "speed"]')
    settings.write_text(settings.read_text("utf-8") + SPEED.format(unit=unit), "utf-8")
    rows = "".join(f"{u},2025,speed,{v}\n" for u, v in values.items())
    (folder / "values" / "speed.csv").write_text("unit,year,variable,value\n" + rows, "utf-8")
    return folder


def test_the_starter_edition_is_plausible(starter):
    assert warned(starter)[0] == []


def test_a_lost_denominator_is_named_by_unit_and_in_the_origins(starter):
    table = starter / "values" / "statistics.csv"
    replaced(table, "ALD,2025,population,12000000", "ALD,2025,population,0")
    replaced(table, "BOR,2025,population,", "BOR,2025,population,-")
    lines = [line for line in table.read_text("utf-8").splitlines() if not line.startswith("CAL,2025,population")]
    table.write_text("\n".join(lines) + "\n", "utf-8")
    found, result = warned(starter)
    rule = "known values are lost where 'population', by which they are divided, is"
    assert [line for line in found if "air_flights" in line] == [
        f"indicator air_flights: {rule} missing, got CAL",
        f"indicator air_flights: {rule} zero, got ALD",
        f"indicator air_flights: {rule} negative, got BOR",
    ]
    cells = result.origins.xs("air_flights", level="indicator")
    assert cells["rule"].loc[["ALD", "BOR", "CAL", "DRE"]].tolist() == [
        "denominator zero",
        "denominator negative",
        "denominator missing",
        "",
    ]
    assert cells["origin"].loc[["ALD", "BOR", "CAL", "DRE"]].tolist() == ["missing"] * 3 + ["reported"]


def test_a_rate_of_a_population_in_millions_is_absurd(starter):
    table = starter / "values" / "statistics.csv"
    rows = [line.split(",") for line in table.read_text("utf-8").splitlines()]
    for row in rows:
        if "population" in row:
            row[3] = str(float(row[3]) / 1e6)
    table.write_text("\n".join(map(",".join, rows)) + "\n", "utf-8")
    found, result = warned(starter)
    median = result.stage("denominated")["air_flights"].median()
    assert median > 1e6
    unit = result.edition.indicators["air_flights"].unit
    assert (
        f"indicator air_flights: a median of {median:,.4g} {unit} is more than one for each unit of 'population'; is "
        "'population' given in thousands or millions? If it is meant, state it for one: scale = 1"
    ) in found


def test_a_percentage_outside_its_range_is_named_with_its_unit(starter):
    found, _ = warned(with_speed(starter, "% of households", {"ALD": 40, "BOR": 104, "CAL": -3}))
    assert found == [
        (
            "indicator speed: a value in '% of households' is unlikely to lie outside 0-100, got BOR 104, CAL -3; if it is not part of a "
            "whole, its unit should state what it is a percentage of"
        )
    ]


def test_percentages_of_other_things_than_a_whole_may_lie_anywhere(starter):
    assert warned(with_speed(starter, "% of GDP", {"ALD": 40, "BOR": 104, "CAL": -3}))[0] == []


def test_percentages_that_are_all_shares_are_named(starter):
    found, _ = warned(with_speed(starter, "%", {"ALD": 0.4, "BOR": 0.981, "CAL": 0.5}))
    assert found == [
        (
            "indicator speed: values in '%' are unlikely to lie all within 0-1; a cell that a spreadsheet shows as 98.1 % arrives as "
            "0.981"
        )
    ]


def test_a_constant_indicator_is_named_with_its_value(starter):
    found, _ = warned(with_speed(starter, "Mbit/s", {"ALD": 7, "BOR": 7, "CAL": 7}))
    assert found == ["indicator speed: is the same for every unit that has it, and does not distinguish them, got 7"]


def test_an_indicator_that_no_unit_has_is_named(starter):
    found, _ = warned(with_speed(starter, "Mbit/s", {"ALD": ""}))
    assert found == ["indicator speed: no unit has a value"]


def test_links_of_a_unit_that_are_incomplete_are_counted_and_not_named(starter):
    with (starter / "coverage.csv").open("a", encoding="utf-8") as file:
        file.write("air_routes,ALD,incomplete,one airport is not in the list\n")
    assert warned(starter)[0] == []


def test_links_of_a_unit_that_coverage_says_is_missing_are_named(starter):
    with (starter / "links" / "links.csv").open("a", encoding="utf-8") as file:
        file.write("ALD,HAV,2025,rail_crossings,2,,operating,railways\n")
    found, _ = warned(starter)
    assert found == [
        (
            "coverage.csv: says missing of units whose links of the mode 'rail_crossings' are recorded, and which count for "
            "none of them, got HAV; take the rows away, or the records"
        )
    ]
