"""The sources of the edition: packages as in the world edition, and documents that were read."""

from connectindex.editions.world.derive.sources import SOURCES as WORLD
from connectindex.editions.world.derive.sources import Source

_FROM_WORLD = ("belt_and_road_2017", "openflights", "openstreetmap", "ourairports", "zhang_2019")

SOURCES: tuple[Source, ...] = (
    *(source for source in WORLD if source.id in _FROM_WORLD),
    Source(
        "amur_heihe_line",
        "Working hours and capacity of the Amurskaya-Heihe line",
        "State Grid Corporation of China, as reported by Sputnik, 6 October 2021",
        "https://www.urdupoint.com/en/world/china-says-bigger-energy-supplies-from-russia-1369172.html",
        "facts, cited",
        "2021",
        "",
        "",
        "750 MW at full load; export runs over three lines",
    ),
    Source(
        "border_crossings",
        "Crossing points of the border of China and Russia, as agreed on 27 January 1994, and which of them work",
        "governments of Russia and China; Rosgranstroy and customs offices, as reported by the press",
        "http://court-info.ru/d/a_mezhdunarodnyy-dogovor/c_pravitelstvom-rossiyskoy-federacii/12020870/"
        "soglashenie-mezhdu-pravitelstvom-rossiyskoy-federacii-i-pravitelstvom-kitayskoy-narodnoy-respubliki-.html",
        "facts, cited",
        "1994-2024",
        "",
        "",
        "status of each crossing by the reports named in notes.md",
    ),
    Source(
        "china_census_2020",
        "Seventh national population census, 1 November 2020",
        "National Bureau of Statistics of China",
        "https://citypopulation.de/en/china/prov/admin/",
        "facts, cited",
        "2020",
        "",
        "",
        "as carried by citypopulation.de and others",
    ),
    Source(
        "eastern_energy_company",
        "History of electricity exports to China",
        "Eastern Energy Company",
        "http://eastern-ec.ru/en/about_company/history/",
        "facts, cited",
        "2018",
        "",
        "",
        "lines of 110, 220 and 500 kV",
    ),
    Source(
        "gas_pipeline",
        "Russia launches Power of Siberia gas exports to China",
        "The Moscow Times, 2 December 2019",
        "https://www.themoscowtimes.com/2019/12/02/russia-launches-power-siberia-gas-exports-china-a68423",
        "facts, cited",
        "2019",
        "",
        "",
        "crosses the Amur near Blagoveshchensk and Heihe",
    ),
    Source(
        "oil_pipelines",
        "New line of China-Russian oil pipeline begins operation",
        "Xinhua, 1 January 2018",
        "http://www.4-traders.com/news/Central-People-Government-of-People-Re-New-line-of-China-Russian-oil-pipeline-begins-operation--25737228/",
        "facts, cited",
        "2018",
        "",
        "",
        "lines of 2011 and 2018 from Skovorodino to Mohe",
    ),
    Source(
        "russia_census_2021",
        "Population census, 1 October 2021",
        "Federal State Statistics Service of Russia (Rosstat)",
        "http://citypopulation.de/en/russia/admin",
        "facts, cited",
        "2021",
        "",
        "",
        "as carried by citypopulation.de and Wikipedia",
    ),
)
