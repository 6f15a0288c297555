"""What a database holds, kept beside it in a schema of its own, to see later what is gone or has changed."""

from dataclasses import dataclass

from .databases import literal, quoted

SCHEMA = "kept"
# The program itself, which an update is to change, and what comes and goes by itself.
PROGRAM = (
    r"ir_(act|asset|cron|logging|model|module|profile|rule|ui)\w*|base_registry_signaling|bus_\w+|rule_group_rel|"
    r"\w*(wizard|transient)\w*|res_device_log|res_groups(_(implied|report|users|view|menu)\w*)?|res_users_log"
)
# Who wrote last, and when: an update writes, too.
UNCOMPARED = ("write_date", "write_uid")


@dataclass
class Comparison:
    tables: int = 0
    rows: int = 0
    values: int = 0
    lost: list = None  # a sentence for each column, or table, that is not as it was

    def __str__(self):
        return f"{self.tables} tables, {self.rows} rows, {self.values} values"


class Snapshot:
    def __init__(self, databases, name):
        self._databases, self._name = databases, name

    def _sql(self, statement):
        return self._databases.sql(statement, database=self._name)

    def take(self):
        """Keep every row of every table as it is now."""
        tables = self._sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            f"AND tablename !~ {literal(f'^({PROGRAM})$')} ORDER BY tablename"
        )
        copies = (f"CREATE TABLE {SCHEMA}.{quoted(table)} AS TABLE public.{quoted(table)};" for table in tables)
        self._sql(f"CREATE SCHEMA {SCHEMA};" + "\n".join(copies))

    def compare(self):
        """Compare what was kept with what is there now; more tables, columns and rows are no loss."""
        before, now = self._columns(SCHEMA), self._columns("public")
        lost, compared = [], {}
        for table, columns in before.items():
            there = now.get(table, ())
            lost += (f"{table}.{column} is gone" for column in columns if column not in there)
            compared[table] = [column for column in columns if column in there and column not in UNCOMPARED]
        counts = self._sql("\n".join(_counting(table, columns) for table, columns in compared.items() if columns))
        result = Comparison(lost=lost)
        for table, *numbers in (line.split("|") for line in counts):
            rows, gone, *changed = map(int, numbers)
            result.tables, result.rows = result.tables + 1, result.rows + rows
            result.values += rows * len(compared[table])
            lost += [f"{table}: {gone} of {rows} rows are gone"] if gone else []
            lost += (
                f"{table}.{column}: {count} values are others, such as {self._example(table, column)}"
                for column, count in zip(compared[table], changed, strict=False)
                if count
            )
        self._sql(f"DROP SCHEMA {SCHEMA} CASCADE")
        return result

    def _columns(self, schema):
        rows = self._sql(
            "SELECT table_name, string_agg(column_name, ' ' ORDER BY ordinal_position) "
            f"FROM information_schema.columns WHERE table_schema = '{schema}' GROUP BY 1 ORDER BY 1"
        )
        return {table: columns.split() for table, _bar, columns in (row.partition("|") for row in rows)}

    def _example(self, table, column):
        column = quoted(column)
        (example,) = self._sql(
            f"SELECT concat('#', id, ': ', coalesce(left(quote_literal(kept.{column}), 60), 'nothing'), "
            f"' -> ', coalesce(left(quote_literal(now.{column}), 60), 'nothing')) "
            f"FROM {SCHEMA}.{quoted(table)} kept JOIN public.{quoted(table)} now USING (id) "
            f"WHERE {_differs(column)} LIMIT 1"
        )
        return example


def _counting(table, columns):
    """A query for: table, rows, those gone, and for each column how many values are others.

    All as text, for JSON knows no equality. Rows without a number of their own are gone when they changed.
    """
    ours, theirs = f"{SCHEMA}.{quoted(table)}", f"public.{quoted(table)}"
    if "id" not in columns:
        chosen = ", ".join(f"{quoted(column)}::text" for column in columns)
        gone = f"SELECT count(*) FROM (SELECT {chosen} FROM {ours} EXCEPT ALL SELECT {chosen} FROM {theirs}) gone"
        return f"SELECT {literal(table)}, count(*), ({gone}) FROM {ours};"
    changed = ", ".join(
        f"count(*) FILTER (WHERE now.id IS NOT NULL AND {_differs(quoted(column))})" for column in columns
    )
    return (
        f"SELECT {literal(table)}, count(*), count(*) FILTER (WHERE now.id IS NULL), {changed} "
        f"FROM {ours} kept LEFT JOIN {theirs} now USING (id);"
    )


def _differs(column):
    return f"kept.{column}::text IS DISTINCT FROM now.{column}::text"
