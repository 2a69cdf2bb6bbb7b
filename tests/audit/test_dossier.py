"""Everything that a report needs is worked out once."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from importlib import import_module

import connectindex as ci
from connectindex.audit.dossier import Dossier
from connectindex.edition.read import read_edition, starter_folder
from connectindex.model.corridor import Corridor

DAY = dt.date(2026, 11, 22)
ONCE = {
    "links are summed": ("connectindex.links", "summed"),
    "indicators are measured": ("connectindex.stages.measure", "measure"),
    "links against models": ("connectindex.audit.potential", "gravity"),
    "groups are examined": ("connectindex.audit.coherence", "examine"),
    "data quality is tabulated": ("connectindex.audit.dossier", "quality"),
    "corridors are measured": ("connectindex.audit.corridors", "_row"),
}


def test_a_report_sums_links_and_asks_each_audit_once(tmp_path, monkeypatch):
    counts = Counter()

    def counted(what, module, name):
        function = getattr(import_module(module), name)

        def counting(*args, **kwargs):
            counts[what] += 1
            return function(*args, **kwargs)

        monkeypatch.setattr(import_module(module), name, counting)

    for what, (module, name) in ONCE.items():
        counted(what, module, name)
    edition = read_edition(starter_folder())
    coast = Corridor("coast", "Coast", tuple(edition.units.codes[:3]), ("air_routes",))
    audit = replace(edition.robustness, draws=16)
    result = ci.build(replace(edition, corridors={"coast": coast}, robustness=audit))
    ci.report(result, tmp_path / "out", date=DAY, pdf=False)
    assert (tmp_path / "out/tables/corridors.csv").is_file()
    assert (tmp_path / "out/tables/robustness.csv").is_file()
    expected = dict.fromkeys(ONCE, 1) | ({} if edition.potential else {"links against models": 0})
    assert {what: counts[what] for what in ONCE} == expected


def test_a_dossier_has_nothing_where_an_edition_asks_nothing():
    dossier = Dossier.of(ci.build(read_edition(starter_folder())))
    assert dossier.corridors is None
    assert dossier.corridor_links is None
    assert dossier.potential is None
    assert Dossier.of(dossier) is dossier
