"""The `petition` command: what each subcommand does, and what it says when it can't."""

import asyncio
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.support.campaign import SLUG, petition_file
from tests.support.databases import DATABASES, DatabaseMaker
from tests.support.services import connected
from tests.support.settings import as_environment, make_settings
from tests.support.signatures import new_signature
from widget_server.cli import COMMANDS
from widget_server.core.settings import read_settings, settings_of_file
from widget_server.core.signature_commands import Confirm, Submit
from widget_server.storage import signature_batch
from widget_server.storage.database import Connection


def on_database(cli: Cli, work: Callable[[Connection], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with connected(cli.environment["PETITION_DATABASE_URL"]) as connection:
            return await work(connection)

    return asyncio.run(run())


# help


@pytest.mark.parametrize(
    "command", [[], *([name] for name in sorted(COMMANDS)), ["partner", "add"]], ids=" ".join
)
def test_every_command_explains_itself(bare: Cli, command: list[str]) -> None:
    assert "Usage: " in bare.run(*command, "--help").output
    assert bare.run(*command, "-h").output == bare.run(*command, "--help").output


def test_the_version_is_the_packages(bare: Cli) -> None:
    assert "1.0.0" in bare.run("--version").output


# init


def test_init_writes_good_settings_for_the_owner_alone(bare: Cli) -> None:
    assert "petition migrate" in bare.run("init", "--base-url", "https://sign.example.org/").output
    file = Path("petition.env")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    settings = read_settings(settings_of_file(file))
    assert settings.base_url == "https://sign.example.org"
    assert len(settings.secret_key[0]) == len(settings.data_key) == 64
    assert settings.secret_key[0] != settings.data_key


def test_init_never_overwrites(bare: Cli) -> None:
    bare.run("init")
    before = Path("petition.env").read_text()
    assert "stays as it is" in bare.run("init", expect=1).output
    assert Path("petition.env").read_text() == before


def test_no_two_installations_have_the_same_keys(bare: Cli) -> None:
    keys = set[str]()
    for _ in range(3):
        bare.run("init")
        settings = read_settings(settings_of_file(Path("petition.env")))
        keys |= {settings.data_key, *settings.secret_key}
        Path("petition.env").unlink()
    assert len(keys) == 6


def test_after_init_everything_can_be_set_up(bare: Cli) -> None:
    bare.run("init")
    bare.run("migrate")
    bare.add()
    bare.run("open", SLUG)
    assert SLUG in bare.run("list").output


# migrate


@pytest.mark.parametrize("kind", DATABASES)
def test_migrate_can_be_repeated(kind: str, database_maker: DatabaseMaker, tmp_path: Path) -> None:
    with database_maker.blank(kind, tmp_path) as url:
        cli = Cli({"PETITION_DATABASE_URL": url})
        assert "is now at version" in cli.run("migrate").output
        assert "already" in cli.run("migrate").output
        assert "no petition yet" in cli.run("list").output


# add, open, close, list


def test_a_petition_is_a_draft_until_it_is_opened_and_can_be_closed_again(petition: Cli) -> None:
    assert f"petition open {SLUG}" in petition.add().output
    for command, status in ((None, "draft"), ("open", "open"), ("close", "closed"), ("open", "open")):
        if command:
            assert f"{SLUG} is {status}" in petition.run(command, SLUG).output
        assert status in petition.run("list").output.splitlines()[1].split()


def test_adding_it_again_updates_it_and_keeps_it_open(petition: Cli) -> None:
    petition.add()
    petition.run("open", SLUG)
    assert "Updated" in petition.add(title="Open it daily").output
    (line,) = petition.run("list").output.splitlines()[1:]
    assert "Open it daily" in line
    assert "open" in line.split()


def test_list_shows_totals_in_columns(petition: Cli) -> None:
    petition.add()
    petition.add(slug="another", title="Another one")

    async def sign(connection: Connection) -> None:
        signatures = [new_signature(f"{name}@example.org") for name in "abc"]
        await signature_batch.apply(connection, [Submit(one) for one in signatures], 0, 1)
        await signature_batch.apply(connection, [Confirm(1, signatures[0].id)], 0, 1)

    on_database(petition, sign)
    lines = petition.run("list").output.splitlines()
    assert lines[0].split() == [
        "SLUG", "STATUS", "CONFIRMED", "PENDING", "WITHDRAWN", "INVALIDATED", "LANGUAGES", "TITLE",
    ]  # fmt: skip
    assert lines[1].split()[:7] == ["another", "draft", "0", "0", "0", "0", "en"]
    assert lines[2].split()[:7] == [SLUG, "draft", "1", "2", "0", "0", "en"]


def test_without_a_petition_list_tells_how_to_add_one(petition: Cli) -> None:
    assert "petition add FILE.md" in petition.run("list").output


@pytest.mark.parametrize("command", ["open", "close", "recount"])
def test_a_petition_that_there_is_not(petition: Cli, command: str) -> None:
    output = petition.run(command, "unknown", expect=1).output
    assert "There is no petition 'unknown'" in output
    assert "petition list" in output


@pytest.mark.parametrize(
    "content, problem",
    [
        (b"", "line 1"),
        (petition_file(titel="x").encode(), "Did you mean `title`?"),
        (petition_file(goal="many").encode(), "`goal` must be a whole number"),
        (b"---\nslug: caf\xe9\n---\n", "is not UTF-8 text (byte 13)"),
        (b"\xff\xfe" + petition_file().encode("utf-16-le"), "is not UTF-8 text"),
    ],
    ids=["empty", "unknown key", "bad value", "Latin-1", "UTF-16"],
)
def test_a_file_that_cannot_be_taken(petition: Cli, content: bytes, problem: str) -> None:
    Path("petition.md").write_bytes(content)
    output = petition.run("add", "petition.md", expect=1).output
    assert "petition.md" in output
    assert problem in output
    assert "no petition yet" in petition.run("list").output


@pytest.mark.parametrize("path", ["missing.md", "."])
def test_a_file_that_is_none(petition: Cli, path: str) -> None:
    assert path in petition.run("add", path, expect=2).output


# partner


def test_a_partner_is_added_listed_suspended_and_resumed(petition: Cli) -> None:
    added = petition.run(
        "partner", "add", "civic-news", "--name", "Civic News",
        "--origin", "HTTPS://News.Example.org:443/", "--origin", "https://www.news.example.org",
        "--privacy-url", "https://news.example.org/privacy",
    ).output  # fmt: skip
    assert "https://news.example.org, https://www.news.example.org" in added
    assert 'partner="civic-news"' in added
    assert 'src="http://petition.test/v1.js"' in added
    for command, state in ((None, "active"), ("suspend", "suspended"), ("resume", "active")):
        if command:
            assert "civic-news is" in petition.run("partner", command, "civic-news").output
        (line,) = petition.run("partner", "list").output.splitlines()[1:]
        assert line.split()[:2] == ["civic-news", state]


def test_adding_a_partner_again_replaces_its_origins_and_keeps_it_suspended(petition: Cli) -> None:
    for origin in ("https://a.example", "https://b.example"):
        petition.run("partner", "add", "news", "--name", "News", "--origin", origin)
        petition.run("partner", "suspend", "news")
    petition.run("partner", "add", "news", "--name", "News", "--origin", "https://c.example")
    (line,) = petition.run("partner", "list").output.splitlines()[1:]
    assert line.split() == ["news", "suspended", "News", "https://c.example"]


@pytest.mark.parametrize(
    "arguments, problem",
    [
        (["Civic News", "--name", "N", "--origin", "https://a.example"], "small letters"),
        (["news", "--name", "N", "--origin", "a.example"], "needs its scheme"),
        (["news", "--name", "N", "--origin", "https://a.example/blog"], "without a path"),
        (["news", "--name", "N", "--origin", "*"], "needs its scheme"),
        (["news", "--name", "  ", "--origin", "https://a.example"], "--name must not be empty"),
        (
            ["news", "--name", "N", "--origin", "https://a.example", "--privacy-url", "javascript:alert(1)"],
            "https://",
        ),
    ],
)
def test_a_partner_that_cannot_be_taken(petition: Cli, arguments: list[str], problem: str) -> None:
    assert problem in petition.run("partner", "add", *arguments, expect=1).output
    assert "no partner yet" in petition.run("partner", "list").output


@pytest.mark.parametrize("option", ["--name", "--origin"])
def test_a_partner_needs_name_and_origin(petition: Cli, option: str) -> None:
    options = {"--name": "N", "--origin": "https://a.example"}
    del options[option]
    arguments = [part for pair in options.items() for part in pair]
    assert option in petition.run("partner", "add", "news", *arguments, expect=2).output


@pytest.mark.parametrize("command", ["suspend", "resume"])
def test_a_partner_that_there_is_not(petition: Cli, command: str) -> None:
    assert "petition partner list" in petition.run("partner", command, "nobody", expect=1).output


# sources


def test_sources_shows_where_signatures_came_from(petition: Cli) -> None:
    petition.add()
    assert "No signature has come with a source yet." in petition.run("sources", SLUG).output

    async def sign(connection: Connection) -> None:
        for number, source in enumerate(["newsletter", "blog", "newsletter"]):
            one = new_signature(f"{number}@example.org", source=source)
            await signature_batch.apply(connection, [Submit(one), Confirm(1, one.id)], 0, 1)

    on_database(petition, sign)
    lines = [line.split() for line in petition.run("sources", SLUG).output.splitlines()]
    assert lines[:3] == [["SOURCE", "CONFIRMED", "SENT", "IN"], ["newsletter", "2", "2"], ["blog", "1", "1"]]
    assert "No signature has come with a referral yet." in petition.run("sources", SLUG).output
    assert "petition list" in petition.run("sources", "no-such-petition", expect=1).output


# recount


def test_recount_finds_drift_once_and_mends_it(petition: Cli) -> None:
    petition.add()

    async def sign_and_forget(connection: Connection) -> None:
        await signature_batch.apply(connection, [Submit(new_signature("a@example.org"))], 0, 1)
        async with connection.transaction():
            await connection.execute("UPDATE petition_totals SET submitted = submitted + 5, confirmed = 7")

    on_database(petition, sign_and_forget)
    found = petition.run("recount", SLUG, expect=1).output
    assert "are mended now" in found
    assert "submitted -5" in found
    assert "confirmed -7" in found
    assert f"{SLUG}: totals equal rows." in petition.run("recount", SLUG).output
    assert f"{SLUG}: totals equal rows." in petition.run("recount").output
    assert petition.run("list").output.splitlines()[1].split()[2:4] == ["0", "1"]


def test_recount_names_the_hours_that_differed(petition: Cli) -> None:
    petition.add()

    async def lose_the_hour(connection: Connection) -> None:
        await signature_batch.apply(connection, [Submit(new_signature("a@example.org"))], 0, 1)
        async with connection.transaction():
            await connection.execute("DELETE FROM hourly_totals")

    on_database(petition, lose_the_hour)
    output = petition.run("recount", expect=1).output
    assert "2027-01-15T12:00:00Z, partner 0, country GB: submitted +1" in output
    petition.run("recount")


def test_recount_of_nothing_finds_nothing(petition: Cli) -> None:
    petition.run("recount")


# what every command needs

NEEDS_DATABASE = [
    ["list"],
    ["open", "x"],
    ["close", "x"],
    ["recount"],
    ["remove-translation", "x", "de"],
    ["partner", "list"],
    ["partner", "suspend", "x"],
]
NEEDS_SETTINGS = [
    ["add", "petition.md"],
    ["partner", "add", "news", "--name", "N", "--origin", "https://a.example"],
    ["serve"],
]


@pytest.mark.parametrize("command", NEEDS_SETTINGS, ids=lambda command: str(command[0]))
def test_without_settings_all_that_are_missing_are_named(bare: Cli, command: list[str]) -> None:
    Path("petition.md").write_text(petition_file(), "utf-8")
    output = bare.run(*command, expect=1).output
    for name in ("PETITION_SECRET_KEY", "PETITION_DATA_KEY", "PETITION_BASE_URL"):
        assert f"{name} is missing" in output
    assert "petition init" in output


@pytest.mark.parametrize(
    "command", NEEDS_DATABASE + NEEDS_SETTINGS, ids=lambda command: " ".join(command[:2])
)
def test_before_migrate_a_command_says_to_migrate(command: list[str], tmp_path: Path) -> None:
    Path("petition.md").write_text(petition_file(), "utf-8")
    cli = Cli(as_environment(make_settings(f"sqlite:///{tmp_path}/new.db")))
    output = cli.run(*command, expect=1).output
    assert "The database is empty" in output
    assert "petition migrate" in output


@pytest.mark.parametrize(
    "url",
    ["postgresql://nobody@127.0.0.1:1/petition", "sqlite:////nowhere/at/all/petition.db"],
    ids=["PostgreSQL", "SQLite"],
)
@pytest.mark.parametrize("command", [["list"], ["recount"], ["serve"], ["migrate"]], ids=" ".join)
def test_while_the_database_is_away_a_command_says_what_to_check(command: list[str], url: str) -> None:
    output = Cli(as_environment(make_settings(url))).run(*command, expect=1).output
    assert "PETITION_DATABASE_URL" in output


def test_a_database_of_a_kind_that_we_do_not_know(bare: Cli) -> None:
    cli = Cli({"PETITION_DATABASE_URL": "mysql://localhost/petition"})
    for command in ("list", "migrate"):
        assert "sqlite:// or postgresql://" in cli.run(command, expect=1).output


def test_a_name_that_is_no_setting_is_warned_of(petition: Cli) -> None:
    cli = Cli(petition.environment | {"PETITION_SECRETKEY": "x"})
    assert "PETITION_SECRETKEY is no setting" in cli.add().output


def test_settings_are_read_from_the_file_and_the_environment_wins(bare: Cli, tmp_path: Path) -> None:
    bare.run("init")
    bare.run("migrate")
    bare.add()
    other = Cli({"PETITION_DATABASE_URL": f"sqlite:///{tmp_path}/other.db"})
    other.run("migrate")
    assert "no petition yet" in other.run("list").output
    assert SLUG in bare.run("list").output


# serve, as far as it refuses


@pytest.mark.parametrize(
    "change, problem",
    [
        ({"PETITION_SECRET_KEY": "short"}, "PETITION_SECRET_KEY is too short"),
        ({"PETITION_BASE_URL": "sign.example.org"}, "PETITION_BASE_URL must be an origin"),
        ({"PETITION_SMTP_URL": "http://mail"}, "PETITION_SMTP_URL must start with smtp://"),
        ({"PETITION_QUEUE_LIMIT": "many"}, "PETITION_QUEUE_LIMIT must be a number"),
    ],
)
def test_serve_refuses_a_bad_setting(petition: Cli, change: dict[str, str], problem: str) -> None:
    assert problem in Cli(petition.environment | change).run("serve", expect=1).output


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_serve_refuses_a_port_that_is_none(petition: Cli, port: str) -> None:
    petition.run("serve", "--port", port, expect=2)
