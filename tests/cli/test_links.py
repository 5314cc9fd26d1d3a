"""`petition links`: a mailing list comes back with a personal link in each row."""

import asyncio
import csv
import io
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.support.campaign import PARTNER_ORIGIN, SLUG
from tests.support.databases import DatabaseMaker
from tests.support.server import PETITION, Petition
from tests.support.services import connected
from tests.support.settings import BASE_URL, make_settings
from widget_server.core.clock import DAY, now
from widget_server.core.personal_link import PersonalLink, read_token
from widget_server.core.sealing import MasterKey, PetitionVault
from widget_server.storage import petitions

LIST = "email,given_name,member no.\nada@example.org,Ada,007\nbea@example.org,Béa,=1+1\n"
PAGE = f"{BASE_URL}/p/{SLUG}?petition_me="


@pytest.fixture
def open_petition(petition: Cli) -> Cli:
    petition.add()
    petition.run("open", SLUG)
    return petition


def vault_of(cli: Cli) -> PetitionVault:
    async def read() -> PetitionVault:
        async with connected(cli.environment["PETITION_DATABASE_URL"]) as connection:
            [(found, wrapped_key)] = await petitions.read_all(connection)
        assert wrapped_key is not None
        return MasterKey(cli.environment["PETITION_DATA_KEY"]).vault(found.id, found.slug, wrapped_key)

    return asyncio.run(read())


def written(text: str | bytes, name: str = "list.csv") -> str:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def opened(cli: Cli, link: str) -> PersonalLink:
    return read_token(vault_of(cli), link.partition("petition_me=")[2], now())


def test_each_row_gets_a_link_that_opens_as_its_person(open_petition: Cli) -> None:
    result = open_petition.run("links", SLUG, written(LIST))
    rows = rows_of(result.stdout)
    assert list(rows[0]) == ["email", "given_name", "member no.", "link"]
    assert [(row["email"], row["member no."]) for row in rows] == [
        ("ada@example.org", "007"),
        ("bea@example.org", "=1+1"),
    ]
    for row in rows:
        assert row["link"].startswith(PAGE)
        link = opened(open_petition, row["link"])
        assert (link.email, link.given_name) == (row["email"], row["given_name"])
        assert link.expires_at - link.made_at == 90 * DAY
    assert "Made 2 links" in result.stderr


def test_all_that_a_link_can_know_is_taken_from_columns_in_any_order_and_case(open_petition: Cli) -> None:
    text = (
        "Postcode,Country,FAMILY_NAME, Email ,given_name\nSW1A 1AA,gb,Lovelace,ada@example.org,Ada\n"
        "1,Atlantis,L,a@example.org,www.casino.example\n"
    )
    ada, other = rows_of(open_petition.run("links", SLUG, written(text), "--days", "365").stdout)
    link = opened(open_petition, ada["link"])
    assert link == PersonalLink(
        "ada@example.org", link.made_at, link.made_at + 365 * DAY, "Ada", "Lovelace", "GB", "SW1A 1AA"
    )
    assert opened(open_petition, other["link"]).country == ""  # is asked instead


@pytest.mark.parametrize("days", ["0", "366", "-1", "x"])
def test_links_live_a_day_to_a_year(open_petition: Cli, days: str) -> None:
    assert "--days" in open_petition.run("links", SLUG, written(LIST), "--days", days, expect=2).output


def test_links_to_a_partners_page_hide_the_token_from_its_server(open_petition: Cli) -> None:
    open_petition.run("partner", "add", "civic-news", "--name", "Civic News", "--origin", PARTNER_ORIGIN)
    url = f"{PARTNER_ORIGIN}/story?from=mail"
    result = open_petition.run("links", SLUG, written(LIST), "--url", url)
    assert all(row["link"].startswith(f"{url}#petition_me=") for row in rows_of(result.stdout))
    assert "Warning" not in result.stderr


def test_a_page_that_no_partner_lists_is_warned_of(open_petition: Cli) -> None:
    result = open_petition.run("links", SLUG, written(LIST), "--url", "https://other.example.org/")
    assert "no partner lists https://other.example.org" in result.stderr
    open_petition.add(embedding="anyone")
    result = open_petition.run("links", SLUG, written(LIST), "--url", "https://other.example.org/")
    assert "Warning" not in result.stderr


@pytest.mark.parametrize(
    "url, start",
    [
        (f"{BASE_URL}/p/{SLUG}", PAGE),
        (f"{BASE_URL}/p/{SLUG}/", PAGE),
        (f"{BASE_URL}/p/{SLUG}?source=mail", f"{BASE_URL}/p/{SLUG}?source=mail&petition_me="),
        (f"{BASE_URL}/elsewhere", f"{BASE_URL}/elsewhere#petition_me="),
    ],
)
def test_the_petitions_own_page_gets_the_token_in_its_query(open_petition: Cli, url: str, start: str) -> None:
    result = open_petition.run("links", SLUG, written(LIST), "--url", url)
    assert rows_of(result.stdout)[0]["link"].startswith(start)
    assert "Warning" not in result.stderr


@pytest.mark.parametrize(
    "url",
    ["news.example.org", "ftp://x.example", "https://", "https://x.example/#sign", "https://x.example/a b"],
)
def test_what_is_no_address_of_a_page_is_refused(open_petition: Cli, url: str) -> None:
    assert "--url" in open_petition.run("links", SLUG, written(LIST), "--url", url, expect=1).output


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start, end", [("", "\n"), ("\ufeff", "\r\n")])
def test_a_list_comes_back_in_the_form_it_came_in(
    open_petition: Cli, delimiter: str, start: str, end: str
) -> None:
    lines = [["email", "note"], ["ada@example.org", f'two{end}lines, "quoted"; {delimiter}']]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(lines)
    open_petition.run("links", SLUG, written(start + text.getvalue()), "-o", "out.csv")
    out = Path("out.csv").read_bytes().decode()
    assert out.startswith(start + "email")
    assert out.endswith(end)
    assert (
        list(csv.reader(io.StringIO(out.removeprefix(start), newline=""), delimiter=delimiter))[1][:2]
        == (lines[1])
    )


def test_bad_lines_are_left_out_named_and_counted_and_nobody_is_quoted(open_petition: Cli) -> None:
    text = 'email,given_name\nada@example.org,"A\nda"\n\nnobody,Bob\n,Eve\n'
    text += "bea@example.org,Bea,more\nzoe@example.org,Z\n"
    result = open_petition.run("links", SLUG, written(text))
    assert [row["email"] for row in rows_of(result.stdout)] == ["ada@example.org", "zoe@example.org"]
    for line, why in ((5, "no address"), (6, "no address"), (7, "3 cells")):
        assert f"line {line}: " in result.stderr
        assert why in result.stderr
    assert "3\n" in result.stderr
    for word in ("nobody", "Bob", "Eve", "bea", "zoe", "petition_me"):
        assert word not in result.stderr


def test_of_many_bad_lines_the_first_are_named(open_petition: Cli) -> None:
    result = open_petition.run("links", SLUG, written(LIST + "x,y,z\n" * 1_000))
    assert result.stderr.count("line ") == 20
    assert "1,000" in result.stderr
    assert "980 more" in result.stderr


@pytest.mark.parametrize(
    "text, problem",
    [
        ("email\n", "no line has a good address"),
        ("email\nnobody\n", "no line has a good address"),
        ("", "is empty"),
        ("name\nAda\n", "line 1: there is no column `email`"),
        ("E-Mail;name\nada@example.org;Ada\n", "Rename `e-mail`"),
        ("email,email\na@example.org,b@example.org\n", "two columns `email`"),
        ("email,link\nada@example.org,x\n", "column `link` already"),
        ('email\nada@example.org\n"unfinished\n', "line 3: this is no CSV"),
        (b"email\nada@example.org\nb\xff@example.org\n", "line 3: this is not UTF-8"),
        ("email\n" + "x" * 1_000_001, "line 2: this is longer"),
        (b"\xff\xfee\x00m\x00", "line 1: this is not UTF-8"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_list_that_can_not_be_used_is_refused_and_leaves_no_file(
    open_petition: Cli, text: str | bytes, problem: str
) -> None:
    Path("out.csv").write_text("what was there before")
    result = open_petition.run("links", SLUG, written(text), "-o", "out.csv", expect=1)
    assert problem in result.output
    assert Path("out.csv").read_text() == "what was there before"
    assert sorted(path.name for path in Path().iterdir()) == ["list.csv", "out.csv", "petition.md"]


def test_the_file_is_for_its_owner_alone(open_petition: Cli) -> None:
    open_petition.run("links", SLUG, written(LIST), "-o", "out.csv")
    assert stat.S_IMODE(Path("out.csv").stat().st_mode) == 0o600
    assert len(rows_of(Path("out.csv").read_text("utf-8"))) == 2


def test_a_list_is_not_overwritten_by_its_own_links(open_petition: Cli) -> None:
    assert (
        "another file" in open_petition.run("links", SLUG, written(LIST), "-o", "list.csv", expect=1).output
    )
    assert Path("list.csv").read_text("utf-8") == LIST


def test_a_folder_that_is_not_there_is_named(open_petition: Cli) -> None:
    result = open_petition.run("links", SLUG, written(LIST), "-o", "nowhere/out.csv", expect=1)
    assert "nowhere/out.csv can't be written" in result.output


def test_links_can_be_made_before_the_petition_opens_and_not_after_it_has_closed(petition: Cli) -> None:
    petition.add()
    assert "is a draft" in petition.run("links", SLUG, written(LIST)).stderr
    petition.run("open", SLUG)
    assert "draft" not in petition.run("links", SLUG, written(LIST)).stderr
    petition.run("close", SLUG)
    assert "is closed" in petition.run("links", SLUG, written(LIST), expect=1).output
    assert "no petition 'nope'" in petition.run("links", "nope", written(LIST), expect=1).output


def test_another_data_key_makes_no_links(open_petition: Cli) -> None:
    other = Cli(open_petition.environment | {"PETITION_DATA_KEY": "o" * 64})
    assert "PETITION_DATA_KEY" in other.run("links", SLUG, written(LIST), expect=1).output


@pytest.fixture(scope="module")
def real(database_maker: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Petition:
    """The command as a process of its own."""
    folder = tmp_path_factory.mktemp("links")
    with database_maker.migrated("sqlite", folder) as url:
        petition = Petition(folder, make_settings(url))
        petition.add_open_petition()
    return petition


def test_a_list_may_come_through_a_pipe(real: Petition) -> None:
    done = subprocess.run(
        [PETITION, "links", SLUG, "-"],
        cwd=real.directory, env=real.environment, input=LIST, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert len(rows_of(done.stdout)) == 2


def test_a_long_list_takes_no_more_memory_than_a_short_one(real: Petition) -> None:
    def peak(rows: int) -> int:
        """Kilobytes, of the process and no other."""
        file = real.directory / "long.csv"
        file.write_text("email,given_name\n" + "ada@example.org,Ada\n" * rows)
        script = (
            "import resource, sys; from widget_server.cli import main\n"
            "try: main()\n"
            "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        )
        python = PETITION.parent / "python"
        done = subprocess.run(
            [python, "-c", script, "links", SLUG, str(file), "-o", "out.csv"],
            cwd=real.directory, env=real.environment, capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        return int(done.stderr.split()[-1])

    short, long = peak(10), peak(40_000)  # which makes 12 MB of links
    assert long < short + 4_000
