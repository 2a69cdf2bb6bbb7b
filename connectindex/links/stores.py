"""Stores of link records that are not read into memory: files, databases, clusters; each opened as an Ibis table."""

from __future__ import annotations

import glob
import os
import tempfile
import threading
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.links.records import PLACE, column_problems, standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pandas import DataFrame

MEMORY = "3GiB"  # of DuckDB; what does not fit goes to temporary files
# a view is a program by the author of the file, and may not end
VIEW_SECONDS, VIEW_MEMORY, VIEW_SPILL = 20, "1GiB", "2GiB"
FILE_COLUMN, ROW_COLUMN = "path of its file", "file_row_number"
# names and arguments by which Ibis and pyspark call DuckDB and pandas, and which those have since changed
OUTDATED = (r"fetch_arrow_table\(\) is deprecated", "The copy keyword is deprecated", "The 'future.infer_string'")
VIEW_FAULTS = {
    "InterruptException": f"a view must be read within {VIEW_SECONDS} seconds",
    "OutOfMemoryException": f"must be read with {MEMORY} of memory, a view with {VIEW_MEMORY} and {VIEW_SPILL} of disk",
}
VIEW_HINT = "of a view make a table: CREATE TABLE links AS SELECT ... FROM the view"
EXTRAS = {"psycopg": "postgres", "pyspark": "spark"}


class Store(Protocol):
    """Open a table of a store. `inside`: the local DuckDB reads it, so that nothing need be fetched."""

    inside: ClassVar[bool]

    def opened(self, local: LocalEngine) -> AbstractContextManager[Any]:
        """Open the table as an Ibis table, for as long as the context lasts."""
        ...


@dataclass(frozen=True)
class LinkSource:
    """Describe a table of link records of any size, read by an engine on demand.

    Parameters
    ----------
    name
        How messages name it.
    store
        Where it lies.
    columns
        Record column -> column of the table, where the names differ.
    fixed
        Record columns that have one value throughout.
    ends
        ``places`` where all ends are codes of places; else empty.
    leave_out
        Whether records of unknown ends are left out, or refused.
    left_out
        The codes of those ends, once they were looked for.
    """

    name: str
    store: Store
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    ends: str = ""
    leave_out: bool = False
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Files:
    """Open Parquet or CSV files of one shape; messages name a file relative to `folder`.

    `header`: names of the columns of CSV files that have none. `where`: texts that records must have in a column.
    """

    paths: tuple[Path, ...]
    folder: Path
    kind: str = "parquet"
    header: tuple[str, ...] | None = None
    separator: str = ","
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    inside: ClassVar[bool] = True

    @contextmanager
    def opened(self, local: LocalEngine) -> Iterator[Any]:
        """Open a view of all files."""
        table = local.files(self.paths, self.folder, self.kind, self.header, self.separator)
        lacking = [c for c in self.where if c not in table.columns]
        if lacking:
            known = [c for c in table.columns if c != PLACE]
            rule = "must be a column of the table"
            raise InputError([Problem("[[links]] where", rule, shown(c), did_you_mean(c, known)) for c in lacking])
        yield table.filter([table[c].isin(texts) for c, texts in self.where.items()]) if self.where else table


@dataclass(frozen=True)
class DuckDBTable:
    """Open a table or view of a DuckDB file, for reading only."""

    path: Path
    table: str
    inside: ClassVar[bool] = True

    @contextmanager
    def opened(self, local: LocalEngine) -> Iterator[Any]:
        """Attach the file and open the table."""
        yield local.attached(self.path, self.table)


@dataclass(frozen=True)
class PostgresTable:
    """Open a table of PostgreSQL; `variable` names the environment variable that holds its URL."""

    variable: str
    table: str
    inside: ClassVar[bool] = False

    @contextmanager
    def opened(self, _local: LocalEngine) -> Iterator[Any]:
        """Open the table over a connection that only reads."""
        import ibis  # noqa: PLC0415 - half a second that `--help` need not wait for
        import psycopg  # noqa: PLC0415 - the extra `postgres`

        with psycopg.connect(os.environ[self.variable]) as connection:
            connection.read_only = True
            schema, _, name = self.table.rpartition(".")
            yield ibis.postgres.from_connection(connection).table(name, database=schema or None)


@dataclass(frozen=True)
class SparkTable:
    """Open a table of Spark's catalogue.

    Parameters
    ----------
    variable
        Environment variable with the master (``local[2]``, ``spark://host:7077``, ``yarn``) or the
        address of a Spark Connect server (``sc://host``).
    table
        Name, with catalogue and database where needed.
    """

    variable: str
    table: str
    inside: ClassVar[bool] = False

    @contextmanager
    def opened(self, _local: LocalEngine) -> Iterator[Any]:
        """Open the table in the running session, or in a new one that lasts as long as the process."""
        import ibis  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415 - the extra `spark`

        address = os.environ[self.variable]
        builder = SparkSession.builder.appName("connectindex")
        builder = builder.remote(address) if address.startswith("sc://") else builder.master(address)
        *above, name = self.table.split(".")
        database = tuple(above) if len(above) > 1 else "".join(above) or None
        yield ibis.pyspark.connect(builder.getOrCreate()).table(name, database=database)


@dataclass(frozen=True, eq=False)
class IbisTable:
    """Hold a table that a caller opened, in whatever engine Ibis knows."""

    table: Any
    inside: ClassVar[bool] = False

    @contextmanager
    def opened(self, _local: LocalEngine) -> Iterator[Any]:
        """Return the table itself; closing its connection is the caller's."""
        yield self.table


@dataclass(frozen=True, eq=False)
class Part:
    """Hold records of one source as an Ibis table: either links of two ends, or memberships.

    `inside`: the local DuckDB reads them, so that sums need not be fetched. `frame`: the same records, where they are
    in memory. `secret`: an address that no message may show. `ends`, `leave_out`, `left_out`: as `LinkSource`.
    """

    name: str
    records: Any
    members: bool
    inside: bool = True
    frame: DataFrame | None = None
    secret: str = ""
    ends: str = ""
    leave_out: bool = False
    left_out: tuple[str, ...] = ()

    def fetched(self, sums: Any) -> Any:
        """Convert an expression on the records to one that DuckDB can read."""
        import ibis  # noqa: PLC0415

        if self.inside:
            return sums
        with reading(self.name, secret=self.secret):
            return ibis.memtable(sums.to_pyarrow())


class LocalEngine:
    """Run DuckDB in memory for one question: bounded memory, and access only to the files it was given."""

    def __init__(self, spill: str) -> None:
        import ibis  # noqa: PLC0415

        self.backend = ibis.duckdb.connect(
            memory_limit=MEMORY,
            temp_directory=spill,
            preserve_insertion_order=False,
            autoinstall_known_extensions=False,
            autoload_known_extensions=False,
        )
        self._paths: list[str] = []
        self._stores = 0
        self._views = False
        self._closed = threading.Event()

    def files(
        self,
        paths: Sequence[Path],
        folder: Path,
        kind: str,
        header: tuple[str, ...] | None = None,
        separator: str = ",",
    ) -> Any:
        """Read Parquet or CSV files as one table; CSV as text, to be parsed and checked here."""
        # DuckDB reads names as patterns: brackets in a folder's name must not become one
        names = [glob.escape(str(p)) for p in paths]
        self._paths += [*names, *map(str, paths)]
        if kind == "parquet":
            table = self.backend.read_parquet(
                names, filename=FILE_COLUMN, **{ROW_COLUMN: True}, union_by_name=True, hive_partitioning=True
            )
            row = (table[ROW_COLUMN] + 2).cast("string")
            place = table[FILE_COLUMN].substr(len(str(folder)) + 1) + " row " + row + ": "
            return table.mutate(**{PLACE: place}).drop(FILE_COLUMN, ROW_COLUMN)
        header_options = {"header": True} if header is None else {"header": False, "names": list(header)}
        table = self.backend.read_csv(
            names,
            **header_options,
            all_varchar=True,
            union_by_name=True,
            filename=FILE_COLUMN,
            delim=separator,
            strict_mode=True,
        )
        place = table[FILE_COLUMN].substr(len(str(folder)) + 1) + ": "
        trimmed = {c: table[c].strip() for c in table.columns if c != FILE_COLUMN}
        return table.mutate(**trimmed, **{PLACE: place}).drop(FILE_COLUMN)

    def attached(self, path: Path, table: str) -> Any:
        """Open a table of a DuckDB file."""
        self._stores += 1
        name = f"store_{self._stores}"
        # Ibis puts the path between quotes as it is
        self.backend.attach(str(path).replace("'", "''"), name=name, read_only=True)
        schema, _, last = table.rpartition(".")
        views = self.backend.con.execute("select view_name from duckdb_views() where database_name = ?", [name])
        self._views |= last.casefold() in {view.casefold() for (view,) in views.fetchall()}
        return self.backend.table(last, database=(name, schema or "main"))

    def locked(self) -> None:
        """Forbid views in foreign databases to read other files, load extensions, or run for long."""
        if self._views:
            self.backend.raw_sql(f"SET memory_limit = '{VIEW_MEMORY}'")
            self.backend.raw_sql(f"SET max_temp_directory_size = '{VIEW_SPILL}'")
            threading.Thread(target=self._interrupt, daemon=True).start()
        listed = ", ".join("'" + p.replace("'", "''") + "'" for p in self._paths)
        for setting in (f"allowed_paths = [{listed}]", "enable_external_access = false", "lock_configuration = true"):
            self.backend.raw_sql(f"SET {setting}")

    def _interrupt(self) -> None:
        """Stop queries when the time of a view is over, and all later ones."""
        seconds: float = VIEW_SECONDS
        while not self._closed.wait(seconds):
            self.backend.con.interrupt()
            seconds = 0.1

    def close(self) -> None:
        """Release files and memory."""
        self._closed.set()
        self.backend.disconnect()


@contextmanager
def reading(name: str, problems: list[Problem] | None = None, secret: str = "") -> Iterator[None]:
    """Convert errors of a store to problems: append them to a list, or else raise them."""
    with warnings.catch_warnings():
        for words in OUTDATED:
            warnings.filterwarnings("ignore", words, DeprecationWarning)
        try:
            yield
        except InputError as error:
            if problems is None:
                raise
            problems.extend(error.problems)
        except Exception as error:  # drivers and engines raise kinds of their own
            problem = _problem(name, error, secret)
            if problems is None:
                raise InputError([problem]) from error
            problems.append(problem)


@contextmanager
def opened(sources: Sequence[LinkSource], problems: list[Problem] | None = None) -> Iterator[list[Part]]:
    """Open sources as tables of records, for as long as the context lasts; nothing is read yet.

    Parameters
    ----------
    sources
        What to open.
    problems
        Receives the problems of sources, which are then left out. None: they are raised.

    Raises
    ------
    InputError
        A source cannot be opened, or lacks columns.
    """
    with ExitStack() as stack:
        local = LocalEngine(stack.enter_context(tempfile.TemporaryDirectory(prefix="connectindex-")))
        stack.callback(local.close)
        parts = []
        for source in sources:
            secret = os.environ.get(getattr(source.store, "variable", ""), "")
            with reading(source.name, problems, secret):
                table = stack.enter_context(source.store.opened(local))
                visible = tuple(c for c in table.columns if c != PLACE)
                column_faults = column_problems(visible, source.columns, source.fixed, source.name)
                if column_faults:
                    raise InputError(column_faults)
                records = standard(table, source.columns, source.fixed)
                members = "member" in {*visible, *source.columns, *source.fixed}
                part = Part(source.name, records, members, source.store.inside, secret=secret, ends=source.ends)
                parts.append(replace(part, leave_out=source.leave_out, left_out=source.left_out))
        local.locked()
        yield parts


def _problem(name: str, error: Exception, secret: str) -> Problem:
    if isinstance(error, ModuleNotFoundError) and error.name in EXTRAS:
        return Problem(name, f"needs the package {error.name}", "", f"pip install 'connectindex[{EXTRAS[error.name]}]'")
    if rule := VIEW_FAULTS.get(type(error).__name__, ""):
        return Problem(name, rule, "", VIEW_HINT)
    text = str(error) or type(error).__name__
    text = text.replace(secret, "...") if secret else text
    return Problem(name, "must be readable", shown(" ".join(text.split())))
