"""One statement for many rows, in the words of each database."""

from tests.support.services import connected
from tests.support.signatures import new_signature
from widget_server.storage import schema, signatures
from widget_server.storage.database import Connection
from widget_server.storage.statements import Statement, insert
from widget_server.workers.signature_writer import LARGEST_BATCH

COLUMNS = ("petition_id", "signature_id", "at", "from_state", "to_state", "reason")
INSERT = insert(schema.signature_changes, COLUMNS)


def change(number: int, reason: str = "by_mail") -> tuple[int, bytes, int, str, str, str]:
    return (number, number.to_bytes(16, "big"), 1_800_000_000_000 + number, "pending", "confirmed", reason)


async def rows_of(connection: Connection) -> list[tuple[object, ...]]:
    rows = await connection.fetch_all(f"SELECT {', '.join(COLUMNS)} FROM signature_changes ORDER BY seq")
    return [tuple(row[name] for name in COLUMNS) for row in rows]


def test_sqlite_gets_a_question_mark_for_each_value_and_the_number_of_rows() -> None:
    statement = insert(schema.catalogue_version)
    sql, values = statement.for_sqlite([(1, 70), (2, 80)])
    assert sql.strip() == (
        "INSERT INTO catalogue_version (id, version) SELECT * FROM (VALUES (?, ?), (?, ?)) LIMIT ?"
    )
    assert values == [1, 70, 2, 80, 2]


def test_sqlite_gets_few_sizes_so_that_prepared_statements_are_used_again() -> None:
    statement = insert(schema.catalogue_version)
    sql, values = statement.for_sqlite([(number, number) for number in range(5)])
    assert sql == statement.for_sqlite([(number, number) for number in range(6)])[0]
    assert values == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, None, None, 5]
    assert len({statement.for_sqlite([(0, 0)] * count)[0] for count in range(1, LARGEST_BATCH + 1)}) == 16


def test_postgresql_gets_an_array_for_each_column_with_the_type_of_the_schema() -> None:
    statement = Statement("{rows}", schema.signatures, ("petition_id", "id", "updates", "mails", "source"))
    assert statement.for_postgresql == (
        "SELECT * FROM unnest($1::BIGINT[], $2::BYTEA[], $3::BOOLEAN[], $4::SMALLINT[], $5::TEXT[])"
    )


async def test_one_row_and_many_rows_arrive_as_they_were_given(connection: Connection) -> None:
    await connection.run(INSERT, [change(1)])
    await connection.run(INSERT, [change(number) for number in range(2, 300)])
    assert await rows_of(connection) == [change(number) for number in range(1, 300)]


async def test_no_rows_are_no_statement(connection: Connection) -> None:
    assert await connection.run(INSERT, []) == []
    assert await rows_of(connection) == []


async def test_quotes_and_braces_in_values_are_values(connection: Connection) -> None:
    nasty = [
        "'); DROP TABLE signatures; --",
        '"',
        "\\'",
        "{rows}",
        "$1",
        ":name",
        "?",
        "%s",
        "né 漢字 🎉",
        "'' OR 1=1",
    ]
    await connection.run(INSERT, [change(number, reason) for number, reason in enumerate(nasty)])
    assert [row[-1] for row in await rows_of(connection)] == nasty


async def test_a_statement_answers_what_its_returning_names(connection: Connection) -> None:
    statement = insert(schema.catalogue_version, then="ON CONFLICT DO NOTHING RETURNING id, version")
    assert await connection.run(statement, [(1, 70), (2, 80), (3, 90)]) == [(2, 80), (3, 90)]


async def test_the_largest_batch_of_signatures_fits_into_one_statement(sqlite_url: str) -> None:
    batch = [new_signature(f"supporter.{number}@example.org") for number in range(LARGEST_BATCH)]
    async with connected(sqlite_url) as connection:
        assert await signatures.insert_new(connection, batch) == {signature.id for signature in batch}
