"""Projects and counts of the Belt and Road initiative, as two papers report them.

Facts carried by hand, with the status of the time. What has no two ends is left out, and named in the
edition's notes: trains "China-Europe", the cables SeaMeWe-5 and APG (they are in the table of submarine
cables), the Greater Mekong power market, the satellite, the recognition of standards.
"""

from collections.abc import Iterator

from connectindex.editions.world.derive.tables import Link, Value

# The word of the paper -> the status of the index. A line that is being commissioned does not carry
# anything yet.
_STATUS = {
    "operating": "operating",
    "completed": "operating",
    "connected": "operating",
    "transferred": "operating",
    "commissioning": "construction",
    "construction": "construction",
    "in progress": "construction",
    "progressing": "construction",
    "planned": "planned",
}

_PAPERS = {"A": ("belt_and_road_2017", 2017), "B": ("zhang_2019", 2019)}

# paper | mode | from | to | the paper's word on the status | name; from = to for a project inside one
# country.
_PROJECTS = """
A|rail_crossings|DJI|ETH|operating|Ethiopia-Djibouti railway
A|rail_crossings|HUN|SRB|progressing|Hungary-Serbia railway
A|rail_crossings|CHN|LAO|progressing|China-Laos railway
A|domestic_railways|IDN|IDN|progressing|Jakarta high-speed railway
A|domestic_railways|IRN|IRN|progressing|Tehran-Isfahan high-speed railway
A|domestic_railways|RUS|RUS|progressing|Moscow-Kazan high-speed railway
A|domestic_roads|JAM|JAM|completed|Jamaica north-south highway
A|domestic_roads|ETH|ETH|completed|Ethiopia AA highway
A|domestic_roads|LAO|LAO|completed|Laos Route 13, Pa Mong to Phongsaly
A|domestic_roads|PAK|PAK|construction|Multan-Sukkur highway
A|domestic_roads|PAK|PAK|construction|Sukkur-Lahore highway
A|road_crossings|CHN|PAK|construction|Karakoram highway phase 2
A|road_crossings|CHN|RUS|construction|Heihe-Blagoveshchensk bridge
A|domestic_bridges|MYS|MYS|completed|Penang Second Bridge
A|domestic_bridges|MDV|MDV|construction|China-Maldives Friendship Bridge
A|domestic_ports|PAK|PAK|transferred|Gwadar port
A|domestic_ports|GRC|GRC|transferred|Piraeus port, phase 1
A|domestic_ports|LKA|LKA|in progress|Colombo port city
A|domestic_ports|LKA|LKA|in progress|Hambantota port, phase 2
A|domestic_ports|ISR|ISR|in progress|Ashdod port
A|domestic_ports|ARE|ARE|in progress|Khalifa container terminal
A|domestic_airports|DZA|DZA|construction|Algiers new airport
A|pipelines_crossing|CHN|MMR|operating|China-Myanmar oil and gas pipeline
A|pipelines_crossing|TKM|UZB|construction|Central Asia gas pipeline, line D
A|pipelines_crossing|TJK|UZB|construction|Central Asia gas pipeline, line D
A|pipelines_crossing|KGZ|TJK|construction|Central Asia gas pipeline, line D
A|pipelines_crossing|CHN|KGZ|construction|Central Asia gas pipeline, line D
A|pipelines_crossing|CHN|RUS|construction|China-Russia gas pipeline, east line
A|grid_links|CHN|PRK|construction|Tumen-Rason transmission line
A|grid_links|CHN|RUS|connected|Power grid connected with China's
A|grid_links|CHN|MNG|connected|Power grid connected with China's
A|grid_links|CHN|KGZ|connected|Power grid connected with China's
A|grid_links|CHN|VNM|connected|Power grid connected with China's
A|grid_links|CHN|LAO|connected|Power grid connected with China's
A|grid_links|CHN|MMR|connected|Power grid connected with China's
A|domestic_power_lines|LAO|LAO|commissioning|Laos 230 kV northern grid
A|domestic_power_lines|ETH|ETH|commissioning|Ethiopia 500 kV line
A|domestic_power_plants|PAK|PAK|commissioning|Neelum-Jhelum hydropower plant
A|domestic_power_plants|LAO|LAO|construction|Nam Tha 1 hydropower plant
A|domestic_power_plants|PAK|PAK|construction|Karot hydropower plant
A|power_cooperation|CHN|PAK|progressing|China-Pakistan Economic Corridor
A|terrestrial_cables|CHN|MMR|progressing|China-Myanmar cable
A|terrestrial_cables|CHN|PAK|progressing|China-Pakistan cable
A|terrestrial_cables|CHN|KGZ|progressing|China-Kyrgyzstan cable
A|terrestrial_cables|CHN|RUS|progressing|China-Russia cable
A|domestic_networks|TZA|TZA|operating|Tanzania national ICT broadband backbone
A|domestic_data_centres|BGD|BGD|progressing|Bangladesh national data centre
B|rail_crossings|CHN|RUS|construction|Tongjiang-Nizhneleninskoye railway bridge
B|road_crossings|CHN|RUS|construction|Heilongjiang bridge
B|rail_services|CHN|RUS|operating|Harbin-Russia international freight line
B|corridors|CHN|MNG|construction|China-Mongolia-Russia economic corridor
B|corridors|MNG|RUS|construction|China-Mongolia-Russia economic corridor
B|cooperation_zones|CHN|RUS|planned|Cooperation zones of Heilongjiang and the Russian Far East
"""

# Paper A on China: variable, year, value, and whether the paper says "more than".
_COUNTS = (
    ("paper_air_agreements", 2016, 62, False),
    ("paper_direct_flight_countries", 2016, 43, False),
    ("paper_weekly_flights", 2016, 4200, True),
    ("paper_road_routes", 2016, 356, False),
    ("paper_road_ports", 2016, 73, False),
    ("paper_trains", 2017, 3673, False),
    ("paper_train_cities_china", 2017, 38, False),
    ("paper_train_cities_europe", 2017, 36, False),
    ("paper_train_days_fastest", 2017, 12, False),
    ("paper_train_days_slowest", 2017, 14, False),
    ("paper_train_route_km", 2017, 10000, True),
    ("paper_maritime_agreements", 2016, 38, False),
    ("paper_maritime_agreement_countries", 2016, 47, False),
    ("paper_transport_agreements", 2016, 130, True),
    ("paper_facilitation_agreements", 2016, 16, False),
    ("paper_facilitation_countries", 2016, 15, True),
    ("paper_memoranda", 2016, 40, True),
    ("paper_grid_countries", 2016, 6, False),
)


def projects() -> Iterator[Link]:
    """Yield one link per project and pair of ends."""
    for line in _PROJECTS.strip().splitlines():
        paper, mode, origin, destination, word, name = line.split("|")
        source, year = _PAPERS[paper]
        status = _STATUS[word]
        yield Link(origin, destination, year, mode, 1, source, status=status, name=name, reported_status=word)


def counts() -> Iterator[Value]:
    """Yield the paper's counts for China; "more than" makes an estimate."""
    source, _ = _PAPERS["A"]
    for variable, year, value, more_than in _COUNTS:
        yield Value("CHN", variable, year, float(value), "estimated" if more_than else "reported", source)
