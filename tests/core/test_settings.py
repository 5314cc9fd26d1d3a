"""Settings: every problem is named at once, with what to do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.settings import (
    Settings,
    SettingsError,
    environment_names,
    merged_environment,
    read_database_url,
    read_settings,
    unknown_names,
)

KEY = "k" * 32
GOOD = {
    "PETITION_SECRET_KEY": KEY,
    "PETITION_DATA_KEY": "d" * 32,
    "PETITION_BASE_URL": "https://sign.example.org",
}


def settings_with(**changes: str) -> Settings:
    return read_settings(GOOD | {f"PETITION_{name}": value for name, value in changes.items()})


def problems_with(**changes: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        settings_with(**changes)
    return refused.value.problems


def test_three_settings_are_enough() -> None:
    settings = settings_with()
    assert settings == Settings(secret_key=(KEY,), data_key="d" * 32, base_url="https://sign.example.org")
    assert settings.is_sqlite
    assert settings.rate_limits
    assert settings.trusted_proxies == ()


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(
            {
                "PETITION_DATABASE_URL": "mysql://localhost/petition",
                "PETITION_SMTP_URL": "mail.example.org:587",
                "PETITION_MAIL_FROM": "",
                "PETITION_TRUSTED_PROXIES": "everybody",
                "PETITION_MIN_FORM_SECONDS": "two",
                "PETITION_RATE_LIMITS": "maybe",
                "PETITION_QUEUE_LIMIT": "none",
                "PETITION_LOG_FORMAT": "xml",
            }
        )
    named = sorted(problem.split()[0] for problem in refused.value.problems)
    assert named == sorted(environment_names())


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATA_KEY", "BASE_URL"])
@pytest.mark.parametrize("value", ["", "  "])
def test_a_missing_setting_is_named(name: str, value: str) -> None:
    (problem,) = problems_with(**{name: value})
    assert problem.startswith(f"PETITION_{name} is missing")


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATA_KEY"])
def test_a_key_that_is_too_short_is_refused_and_not_shown(name: str) -> None:
    (problem,) = problems_with(**{name: "hunter2" * 4})
    assert problem.startswith(f"PETITION_{name} is too short")
    assert "28" in problem
    assert "openssl" in problem
    assert "hunter2" not in problem


def test_the_length_of_a_key_is_counted_in_bytes() -> None:
    assert settings_with(DATA_KEY="é" * 16).data_key == "é" * 16


def test_several_signing_keys_come_newest_first() -> None:
    assert settings_with(SECRET_KEY=f" {'n' * 32} , {KEY},").secret_key == ("n" * 32, KEY)
    assert len(problems_with(SECRET_KEY=f"{KEY},short,tiny")) == 2


def test_there_is_one_sealing_key_and_a_comma_belongs_to_it() -> None:
    assert settings_with(DATA_KEY="d" * 20 + "," + "e" * 20).data_key == "d" * 20 + "," + "e" * 20


@pytest.mark.parametrize(
    "typed, base_url",
    [
        ("https://sign.example.org/", "https://sign.example.org"),
        ("HTTPS://Sign.Example.org:443", "https://sign.example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_the_base_url_is_written_as_browsers_send_an_origin(typed: str, base_url: str) -> None:
    assert settings_with(BASE_URL=typed).base_url == base_url


@pytest.mark.parametrize(
    "value",
    ["sign.example.org", "ftp://sign.example.org", "https://", "https://a.example/petitions", "https://a.example?x=1",
     "https://a.example#x", "https://ada:secret@a.example", "http://[::1", "https://a.example:99999"],
)  # fmt: skip
def test_a_base_url_that_is_no_origin_is_refused(value: str) -> None:
    (problem,) = problems_with(BASE_URL=value)
    assert "PETITION_BASE_URL must be an origin" in problem


@pytest.mark.parametrize("value", ["sqlite:///p.db", "sqlite:////var/p.db", "postgresql://ada@db.example/p"])
def test_two_kinds_of_database_are_known(value: str) -> None:
    assert settings_with(DATABASE_URL=value).database_url == value
    assert read_database_url({"PETITION_DATABASE_URL": value}) == value


@pytest.mark.parametrize(
    "name, value",
    [
        ("DATABASE_URL", "postgresql://ada@db.example:port/p"),
        ("DATABASE_URL", "postgresql://ada@db.example:99999/p"),
        ("DATABASE_URL", "postgresql:///p?host=/run/postgresql&port=abc"),
        ("SMTP_URL", "smtp://mail.example:mail"),
        ("SMTP_URL", "smtp://[::1"),
    ],
)
def test_a_port_that_is_none_is_refused(name: str, value: str) -> None:
    (problem,) = problems_with(MAIL_FROM="petition@example.org", **{name: value})
    assert problem.startswith(f"PETITION_{name} has a port that is no number")


@pytest.mark.parametrize("value", ["mysql://a", "p.db", "postgres://a", "sqlite:p.db", "postgresql"])
def test_other_databases_are_refused_naming_those_that_are_known(value: str) -> None:
    (problem,) = problems_with(DATABASE_URL=value)
    assert "sqlite:// or postgresql://" in problem
    with pytest.raises(SettingsError, match="PETITION_DATABASE_URL"):
        read_database_url({"PETITION_DATABASE_URL": value})


def test_without_a_database_setting_there_is_a_file_beside_the_service() -> None:
    assert read_database_url({}) == "sqlite:///petition.db"


@pytest.mark.parametrize(
    "value", ["smtp://localhost", "smtp+starttls://ada:pw@mail.example:587", "smtps://mail.example"]
)
def test_mail_goes_out_in_three_ways(value: str) -> None:
    settings = settings_with(SMTP_URL=value, MAIL_FROM="Library friends <petition@example.org>")
    assert settings.smtp_url == value
    assert settings.mail_from == "Library friends <petition@example.org>"


def test_who_sends_mail_must_say_from_whom() -> None:
    (problem,) = problems_with(SMTP_URL="smtp://localhost")
    assert problem.startswith("PETITION_MAIL_FROM is missing")


@pytest.mark.parametrize(
    "value",
    ["petition", "petition@", "@example.org", "a@b@c.example", "<>", "Friends",
     "petition@example.org\r\nBcc: all@example.org", "ünser@example.org"],
)  # fmt: skip
def test_a_sender_that_no_mail_can_carry_is_refused(value: str) -> None:
    (problem,) = problems_with(MAIL_FROM=value)
    assert problem.startswith("PETITION_MAIL_FROM must be an e-mail address")


def test_proxies_are_addresses_or_networks() -> None:
    assert settings_with(TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8,::1").trusted_proxies == (
        "127.0.0.1", "10.0.0.0/8", "::1",
    )  # fmt: skip
    (problem,) = problems_with(TRUSTED_PROXIES="127.0.0.1, proxy.example.org")
    assert "'proxy.example.org'" in problem


@pytest.mark.parametrize("value", ["-1", "61", "nan", "inf", "two", "1,5"])
def test_a_number_out_of_range_is_refused(value: str) -> None:
    (problem,) = problems_with(MIN_FORM_SECONDS=value)
    assert "from 0 to 60" in problem


@pytest.mark.parametrize("value", ["0", "nan", "-inf", "1e9", "many", "2.5"])
def test_the_queue_limit_is_a_whole_number(value: str) -> None:
    (problem,) = problems_with(QUEUE_LIMIT=value)
    assert "PETITION_QUEUE_LIMIT" in problem
    assert settings_with(QUEUE_LIMIT="500").queue_limit == 500


@pytest.mark.parametrize("value, is_on", [("on", True), ("off", False), ("OFF", False), ("", True)])
def test_rate_limits_are_on_or_off(value: str, is_on: bool) -> None:
    assert settings_with(RATE_LIMITS=value).rate_limits is is_on


@given(values=st.dictionaries(st.sampled_from(environment_names()), st.text(max_size=80)))
def test_whatever_is_set_there_are_settings_or_a_list_of_problems(values: dict[str, str]) -> None:
    try:
        read_settings(GOOD | values)
    except SettingsError as refused:
        problems = refused.problems
    else:
        problems = []
    assert all(problem.startswith("PETITION_") for problem in problems)


def test_a_name_that_is_no_setting_is_most_likely_a_typo() -> None:
    assert unknown_names(GOOD | {"PETITION_SECRET_KEYS": "x", "PATH": "x"}) == ["PETITION_SECRET_KEYS"]


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "petition.env"
    file.write_text("PETITION_BASE_URL=https://a.example\nPETITION_DATA_KEY='a $b #c'\nPETITION_LOG_FORMAT\n")
    monkeypatch.setenv("PETITION_BASE_URL", "https://b.example")
    merged = merged_environment(file)
    assert merged["PETITION_BASE_URL"] == "https://b.example"
    assert merged["PETITION_DATA_KEY"] == "a $b #c"
    assert merged["PETITION_LOG_FORMAT"] == ""
