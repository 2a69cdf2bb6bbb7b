"""Projects: the same table in projects/ or as a file gives the same answer, and breaks the same rules."""

import pytest

import connectindex as ci
from connectindex.audit.whatif import check_projects
from connectindex.edition.read import parse, read_edition
from connectindex.errors import InputError

HEAD = "from,to,year,mode,count,action,project,cost\n"
SOUND = [
    "ALD,BOR,2025,air_routes,3,close,retreat,4\n",
    "ALD,GUL,2025,air_routes,2,,advance,7\n",
    "CAL,GUL,2025,air_routes,1,add,advance,\n",
]


def projects(folder, *rows, head=HEAD):
    (folder / "projects").mkdir(exist_ok=True)
    (folder / "projects" / "p.csv").write_text(head + "".join(rows), "utf-8")
    return folder / "projects" / "p.csv"


def said(folder):
    return [str(p) for p in parse(folder)[1]]


def test_projects_are_read_as_the_same_table_in_a_file_is(starter):
    path = projects(starter, *SOUND)
    edition = read_edition(starter)
    inside, outside = ci.what_if(edition, draws=0), ci.what_if(edition, path, draws=0)
    assert inside.projects.equals(outside.projects)
    assert inside.table.equals(outside.table)
    assert inside.moves.table["cost"].tolist() == outside.moves.table["cost"].tolist() == [4.0, 7.0, 1.0]
    assert inside.moves.table["action"].tolist() == ["close", "add", "add"]
    assert inside.moves.projects == {"retreat": (0,), "advance": (1, 2)}


def test_a_closing_project_takes_what_an_opening_one_would_give(starter):
    projects(starter, "ALD,BOR,2025,air_routes,,close,all,1\n")
    closed = ci.what_if(read_edition(starter), draws=0).table.loc["ALD", "change"]
    assert closed < 0


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "ALD,GUL,2025,air_routes,3,shut,a,1\n",
            "projects/p.csv row 2, column action: must be one of add, open, close, change, got 'shut'",
        ),
        (
            "ALD,GUL,2025,air_routes,3,,a,nan\n",
            "projects/p.csv row 2, column cost: must be a number above zero, or empty for 1, got 'nan'",
        ),
        ("ALD,GUL,2025,air_routes,,change,a,1\n", "projects/p.csv row 2: a change must give a count or a capacity"),
        (
            "ALD,ALD,2025,air_routes,1,,a,1\n",
            "projects/p.csv row 2, column to: a link must join two different units, got 'ALD'",
        ),
    ],
)
def test_a_project_breaks_the_same_rules_in_the_folder_and_as_a_file(starter, row, problem):
    path = projects(starter, row)
    assert [line.partition(";")[0] for line in said(starter)] == [problem]
    path = path.rename(starter.parent / "p.csv")
    with pytest.raises(InputError) as caught:
        ci.what_if(read_edition(starter), path, draws=0)
    assert [str(p).partition(";")[0] for p in caught.value.problems] == [problem.removeprefix("projects/")]


def test_a_project_may_leave_out_year_and_count_in_the_folder_too(starter):
    projects(starter, "ALD,GUL,air_routes\n", head="from,to,mode\n")
    assert said(starter) == []
    assert ci.what_if(read_edition(starter), draws=0).moves.table["project"].tolist() == ["ALD - GUL, air_routes"]


def test_links_and_memberships_may_both_be_projects(starter):
    projects(starter, "ALD,GUL,2025,air_routes,1,,a,1\n")
    (starter / "projects" / "cables.csv").write_text(
        "member,name,year,mode\nBOR,Northern Ring,2025,submarine_cables\n", "utf-8"
    )
    assert said(starter) == []
    table = ci.what_if(read_edition(starter), draws=0).moves.table
    assert table[["from", "to", "mode"]].to_numpy().tolist() == [
        ["BOR", "", "submarine_cables"],
        ["ALD", "GUL", "air_routes"],
    ]


def test_a_project_that_closes_what_is_not_there_is_a_problem_of_the_check(starter):
    projects(starter, "ALD,GUL,2025,power_lines,1,close,a,1\n")
    result = ci.build(read_edition(starter))
    with pytest.raises(InputError, match=r"projects/p.csv row 2: close must name an operating link"):
        check_projects(result)


@pytest.mark.parametrize(("file", "ends"), [("links/links.csv", "ALD,BOR"), ("projects/p.csv", "ALD,GUL")])
def test_a_link_that_ends_before_it_starts_is_named(starter, file, ends):
    (starter / file).parent.mkdir(exist_ok=True)
    (starter / file).write_text(f"from,to,year,mode,count,start,end\n{ends},2025,air_routes,1,2020,2019\n", "utf-8")
    assert f"{file} row 2, column end: must not lie before start, got '2019'" in said(starter)


def test_a_membership_that_ends_before_it_starts_is_named(starter):
    (starter / "links" / "more.csv").write_text(
        "member,name,year,mode,start,end\nBOR,Ring,2025,submarine_cables,2020,2019\n", "utf-8"
    )
    assert said(starter) == ["links/more.csv row 2, column end: must not lie before start, got '2019'"]
