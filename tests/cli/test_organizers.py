"""petition organizer."""

import re

from tests.cli.conftest import Cli


def test_adding_an_organizer_prints_a_link_that_is_good_once(petition: Cli) -> None:
    result = petition.run("organizer", "add", "Ada@Example.ORG")
    assert re.search(r"^http://petition\.test/organizer/welcome/[\w-]{43}$", result.output, re.MULTILINE)
    assert "ada@example.org" in result.output


def test_an_address_that_is_none_is_refused_with_the_reason(petition: Cli) -> None:
    assert "no e-mail address" in petition.run("organizer", "add", "ada", expect=1).output


def test_an_address_has_one_account(petition: Cli) -> None:
    petition.run("organizer", "add", "ada@example.org")
    assert "has an account already" in petition.run("organizer", "add", "ada@example.org", expect=1).output


def test_an_account_of_a_partner_names_it(petition: Cli) -> None:
    assert (
        "Say which partner"
        in petition.run("organizer", "add", "a@b.org", "--role", "partner", expect=1).output
    )
    petition.run("partner", "add", "news", "--name", "News", "--origin", "https://news.example")
    petition.run("organizer", "add", "a@b.org", "--role", "partner", "--partner", "news")


def test_accounts_are_listed_given_new_links_and_removed(petition: Cli) -> None:
    assert "no account yet" in petition.run("organizer", "list").output
    petition.run("organizer", "add", "ada@example.org")
    petition.run("organizer", "add", "grace@example.org", "--role", "viewer")
    assert "grace@example.org  viewer" in petition.run("organizer", "list").output
    assert "/organizer/welcome/" in petition.run("organizer", "link", "ada@example.org").output
    petition.run("organizer", "remove", "grace@example.org")
    assert "grace" not in petition.run("organizer", "list").output
    assert "no account for" in petition.run("organizer", "link", "grace@example.org", expect=1).output
