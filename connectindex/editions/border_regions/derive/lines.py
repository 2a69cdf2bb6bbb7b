"""Power lines and pipelines across the border, and the projects as the papers report them."""

from connectindex.editions.world.derive.tables import Link

_HL_AMU = ("CN-HL", "RU-AMU")

# Capacity of power lines in MW, where it is published.
POWER_LINES = (
    Link(
        *_HL_AMU,
        2024,
        "power_lines",
        1,
        "eastern_energy_company",
        None,
        "operating",
        name="Blagoveshchensk-Heihe 110 kV",
    ),
    Link(
        *_HL_AMU,
        2024,
        "power_lines",
        1,
        "eastern_energy_company",
        None,
        "operating",
        name="Blagoveshchensk-Aihui 220 kV",
    ),
    Link(*_HL_AMU, 2024, "power_lines", 1, "amur_heihe_line", 750, "operating", "2012", name="Amurskaya-Heihe 500 kV"),
)

PIPELINES = (
    Link(
        *_HL_AMU,
        2024,
        "pipelines",
        1,
        "oil_pipelines",
        None,
        "operating",
        "2011",
        name="Skovorodino-Mohe, first oil line",
    ),
    Link(
        *_HL_AMU,
        2024,
        "pipelines",
        1,
        "oil_pipelines",
        None,
        "operating",
        "2018",
        name="Skovorodino-Mohe, second oil line",
    ),
    Link(
        *_HL_AMU, 2024, "pipelines", 1, "gas_pipeline", None, "operating", "2019", name="Power of Siberia gas pipeline"
    ),
)

# As reported then. All three have opened since and are among the links: they are here for the record of what
# was reported, in a mode that no indicator counts.
PROJECTS = (
    Link(
        *("CN-HL", "RU-YEV", 2019, "reported_projects", 1, "zhang_2019"),
        status="construction",
        name="Tongjiang railway bridge",
        reported_status="construction",
    ),
    Link(
        *(*_HL_AMU, 2019, "reported_projects", 1, "zhang_2019"),
        status="construction",
        name="Heilongjiang bridge",
        reported_status="construction",
    ),
    Link(
        *(*_HL_AMU, 2017, "reported_projects", 1, "belt_and_road_2017"),
        status="construction",
        name="China-Russia gas pipeline, east line",
        reported_status="construction",
    ),
)
