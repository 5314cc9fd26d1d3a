"""Petition files: every key, and every mistake with its line and what to do."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.catalogue import load_catalogues
from widget_server.core.fields import DEFAULT_FIELDS
from widget_server.core.front_matter import PetitionFileError
from widget_server.core.petition_file import PetitionFile, parse_petition_file

WORDS = load_catalogues().best("en").section("petition")
REQUIRED = ["slug: open-the-library", "title: Open it", "target: The council", "statement: Open the library."]
EXTRA_LINE = len(REQUIRED) + 2
"""The line on which `with_lines` puts its first line."""


def with_lines(*lines: str, body: str = "Why.") -> str:
    return "\n".join(["---", *REQUIRED, *lines, "---", body, ""])


def parsed(*lines: str) -> PetitionFile:
    return parse_petition_file(with_lines(*lines))


def test_what_is_left_out_is_said_in_the_petitions_language() -> None:
    german = load_catalogues().best("de").section("petition")
    file = parsed("locale: de", "retention_days: 30")
    assert (file.lead_in, file.consent) == (german["lead_in"], german["consent"])
    assert dict(file.opt_ins) == {name: german[name] for name in ("updates", "partner_updates")}
    assert "30" in file.legal
    assert file.legal != parsed("retention_days: 30").legal
    assert parsed("locale: de", "consent: Ja.").consent == "Ja."


def test_a_language_that_the_product_does_not_speak_may_have_a_petition() -> None:
    assert parsed("locale: is").consent == WORDS["consent"]


def refusal(text: str) -> PetitionFileError:
    with pytest.raises(PetitionFileError) as refused:
        parse_petition_file(text)
    return refused.value


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = "---\nslug: Not Good\ntitle: A title\nstatemnt: x\ntarget:\ngoal: many\nretention_days: 0\n---\n"
    told = refusal(text).all
    assert [one.line for one in told] == [4, 1, 1, 2, 6, 7]
    assert [str(one).partition("`")[2].partition("`")[0] for one in told] == [
        "statemnt",
        "target",
        "statement",
        "slug",
        "goal",
        "retention_days",
    ]


def ms(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp() * 1_000)  # type: ignore[misc,arg-type]  # year, month, day, ...


def test_the_mail_that_thanks_can_be_left_out_where_it_is_not_the_only_one() -> None:
    assert parsed().thanks_mail
    assert not parsed("thanks_mail: false").thanks_mail
    assert parsed("confirmation: none", "thanks_mail: true").thanks_mail
    refused = refusal(with_lines("confirmation: none", "thanks_mail: false"))
    assert (refused.line, "must stay true" in str(refused)) == (EXTRA_LINE + 1, True)
    for other in ("no", "0", "[false]", "'false'"):
        refused = refusal(with_lines(f"thanks_mail: {other}"))
        assert (refused.line, "true or false" in str(refused)) == (EXTRA_LINE, True)


def test_four_keys_are_enough() -> None:
    file = parsed()
    assert (file.slug, file.title, file.target) == ("open-the-library", "Open it", "The council")
    assert (file.statement, file.body) == ("Open the library.", "Why.")
    assert (file.goal, file.confirmation, file.embedding, file.locale) == (None, "email", "listed", "en")
    assert file.fields == DEFAULT_FIELDS
    assert [name for name, _ in file.opt_ins] == ["updates", "partner_updates"]
    assert (file.opens, file.closes, file.image_url, file.share) == (None, None, None, "")
    assert file.retention_days == 180
    assert "180 days" in file.legal


@pytest.mark.parametrize(
    "line, name, value",
    [
        ("lead_in: Dear council,", "lead_in", "Dear council,"),
        ("goal: auto", "goal", None),
        ("goal: 25000", "goal", 25_000),
        ("confirmation: none", "confirmation", "none"),
        ("embedding: anyone", "embedding", "anyone"),
        ("consent: I agree.", "consent", "I agree."),
        ("share: Sign with me", "share", "Sign with me"),
        ("share: {text: Sign with me}", "share", "Sign with me"),
        ("image: https://cdn.example/a.jpg", "image_url", "https://cdn.example/a.jpg"),
        ("image: {url: https://cdn.example/a.jpg, alt: A door}", "image_alt", "A door"),
        ("image: {url: https://cdn.example/a.jpg, alt: }", "image_alt", ""),
        ("retention_days: 30", "retention_days", 30),
        ("locale: pt-BR", "locale", "pt-BR"),
        ("locale: zh-hant", "locale", "zh-Hant"),
        ("opens: 2027-01-31T12:00:00Z", "opens", ms(2027, 1, 31, 12)),
        ("opens: 2027-01-31T12:00:00+02:00", "opens", ms(2027, 1, 31, 10)),
        ("opens: '2027-01-31T12:00:00+02:00'", "opens", ms(2027, 1, 31, 10)),
        ("opens: 2027-01-31 12:00:00", "opens", ms(2027, 1, 31, 12)),
        ("closes: 2027-01-31", "closes", ms(2027, 1, 31)),
        ("closes: '2027-01-31'", "closes", ms(2027, 1, 31)),
        ("opt_ins: {updates: false, partner_updates: false}", "opt_ins", ()),
        ("opt_ins: {}", "opt_ins", ()),
        ("opt_ins: {updates: Mail me.}", "opt_ins", (("updates", "Mail me."),)),
        ("opt_ins: {updates: true}", "opt_ins", (("updates", WORDS["updates"]),)),
        ("opt_ins: [partner_updates]", "opt_ins", (("partner_updates", WORDS["partner_updates"]),)),
        ("opt_ins: [partner_updates, updates]", "opt_ins",
         (("updates", WORDS["updates"]), ("partner_updates", WORDS["partner_updates"]))),
        ("opt_ins: []", "opt_ins", ()),
    ],
)  # fmt: skip
def test_each_key_says_what_it_says(line: str, name: str, value: object) -> None:
    assert getattr(parsed(line), name) == value


@pytest.mark.parametrize(
    "key",
    ["lead_in", "goal", "confirmation", "embedding", "fields", "consent", "opt_ins", "share", "image", "opens",
     "closes", "retention_days", "locale"],
)  # fmt: skip
def test_a_key_with_nothing_behind_it_means_the_default(key: str) -> None:
    assert parsed(f"{key}:") == parsed()
    assert parsed(f"{key}: null") == parsed()


def test_fields_are_asked_in_their_order_and_may_be_made_required() -> None:
    file = parsed("fields:", "  - email", "  - {name: postcode, required: true}", "  - name: given_name")
    assert [(field.name, field.required) for field in file.fields] == [
        ("email", True),
        ("postcode", True),
        ("given_name", True),
    ]
    assert [f.required for f in parsed("fields: [{name: given_name, required: false}, email]").fields] == [
        False,
        True,
    ]


def test_the_address_is_always_required() -> None:
    assert parsed("fields: [{name: email, required: false}]").fields[0].required


def test_a_statement_may_have_paragraphs_and_a_body_may_have_rules() -> None:
    text = "---\nslug: a\ntitle: t\ntarget: t\nstatement: |\n  One.\n\n  Two.\n---\nBody\n\n---\n\nMore\n"
    file = parse_petition_file(text)
    assert file.statement == "One.\n\nTwo."
    assert file.body == "Body\n\n---\n\nMore"


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("---", "---  "),
        lambda text: text.rstrip("\n"),
    ],
    ids=["BOM", "CRLF", "BOM and CRLF", "blanks after the dashes", "no line break at the end"],
)
def test_what_editors_leave_in_files_changes_nothing(changed: Any) -> None:
    text = with_lines("lead_in: Dear council,", body="One.\n\nTwo.")
    assert parse_petition_file(changed(text)) == parse_petition_file(text)


@pytest.mark.parametrize("key", ["slug", "title", "target", "statement"])
@pytest.mark.parametrize("value", [None, "", " null", " ''"])
def test_a_missing_key_is_named(key: str, value: str | None) -> None:
    lines = [line for line in REQUIRED if not line.startswith(key)]
    if value is not None:
        lines.append(f"{key}:{value}")
    error = refusal("\n".join(["---", *lines, "---", ""]))
    assert f"`{key}`" in str(error)


@pytest.mark.parametrize(
    "line, nearest",
    [
        ("titel: x", "title"),
        ("Goal: 5", "goal"),
        ("optins: [updates]", "opt_ins"),
        ("opt-ins: [updates]", "opt_ins"),
        ("close: 2027-01-01", "closes"),
        ("retention: 30", "retention_days"),
        ("embeding: anyone", "embedding"),
    ],
)
def test_an_unknown_key_names_its_line_and_the_nearest_known_key(line: str, nearest: str) -> None:
    error = refusal(with_lines("lead_in: Dear council,", line))
    assert error.line == EXTRA_LINE + 1
    assert f"Did you mean `{nearest}`?" in str(error)


@pytest.mark.parametrize("key", ["zzz", "12", "? [a, b]\n"])
def test_a_key_that_is_like_no_other_is_answered_with_all_that_there_are(key: str) -> None:
    error = refusal(with_lines(f"{key}: x"))
    assert error.line == EXTRA_LINE
    assert "retention_days" in str(error)


@pytest.mark.parametrize(
    "line, problem",
    [
        ("slug: Open The Library", "small letters"),
        ("slug: 2027-01-01", "small letters"),
        ("slug: 5", "small letters"),
        ("title: 1984", "must be text"),
        ("title: [a]", "must be text"),
        ("title: |\n  one\n  two", "single line"),
        ("title: " + "x" * 301, "301 characters"),
        ('statement: "a\\u0007"', "control characters"),
        ("goal: many", "whole number"),
        ("goal: 0", "whole number"),
        ("goal: -5", "whole number"),
        ("goal: 1.5", "whole number"),
        ("goal: true", "whole number"),
        ("goal: 1000000001", "whole number"),
        ("goal: " + "9" * 5_000, "whole number"),
        ("confirmation: sms", "email or none"),
        ("confirmation: [email]", "email or none"),
        ("embedding: everyone", "listed or anyone"),
        ("fields: email", "must be a list"),
        ("fields: []", "must be a list"),
        ("fields: [given_name]", "must have `email`"),
        ("fields: [email, email]", "twice"),
        ("fields: [email, phone]", "no field"),
        ("fields: [email, post_code]", "Did you mean postcode?"),
        ("fields: [[email]]", "no field"),
        ("fields: [email, {name: {a: b}}]", "no field"),
        ("fields: [email, {name: comment, require: true}]", "no field"),
        ("fields: [email, {name: comment, required: 5}]", "true or false"),
        ("opt_ins: updates", "`updates` and `partner_updates`"),
        ("opt_ins: [newsletter]", "`updates` and `partner_updates`"),
        ("opt_ins: [[updates]]", "`updates` and `partner_updates`"),
        ("opt_ins: {news: Mail me.}", "`updates` and `partner_updates`"),
        ("opt_ins: {updates: 5}", "must be text"),
        ("share: {}", "must be text"),
        ("share: " + "x" * 501, "501 characters"),
        ("image: cat.jpg", "http(s) address"),
        ("image: 'javascript:alert(1)'", "http(s) address"),
        ("image: 'https://a.example/a b.jpg'", "http(s) address"),
        ("image: {alt: A door}", "http(s) address"),
        ("opens: soon", "must be a time"),
        ("opens: 2027-02-30", "must be a time"),
        ("opens: 2027-01-31T25:00:00Z", "must be a time"),
        ("opens: 5", "must be a time"),
        ("opens: [2027-01-31]", "must be a time"),
        ("retention_days: 0", "whole number"),
        ("retention_days: forever", "whole number"),
        ("locale: gibberish", "must be the tag of a language"),
        ("locale: 5", "must be the tag of a language"),
        ("consent: ''", "must be text"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_value_names_its_line_its_key_and_what_would_do(line: str, problem: str) -> None:
    key = line.partition(":")[0]
    others = [one for one in REQUIRED if not one.startswith(f"{key}:")]
    error = refusal("\n".join(["---", *others, line, "---", ""]))
    assert error.line == len(others) + 2
    assert f"`{key}`" in str(error)
    assert problem in str(error)


def test_an_end_before_the_beginning_is_refused() -> None:
    error = refusal(with_lines("closes: 2027-01-01", "opens: 2027-01-02"))
    assert error.line == EXTRA_LINE
    assert "later than `opens`" in str(error)
    assert refusal(with_lines("opens: 2027-01-01", "closes: 2027-01-01")).line == EXTRA_LINE + 1


@pytest.mark.parametrize(
    "text, line, problem",
    [
        ("", 1, "must start with"),
        ("# A petition", 1, "must start with"),
        ("\n---\nslug: a\n---\n", 1, "must start with"),
        ("---\nslug: a\ntitle: t", 3, "second line `---`"),
        ("---\n---\nbody", 2, "key: value"),
        ("---\njust text\n---\n", 2, "key: value"),
        ("---\n- a\n- b\n---\n", 2, "key: value"),
        ("---\nslug: a\ntitle: 'open\n---\n", 3, "not YAML"),
        ("---\nslug: a\n  title: t\n---\n", 3, "not YAML"),
        ("---\nslug: a\nslug: b\n---\n", 3, "not YAML"),
        ("---\nslug: a\ntitle: \x01\n---\n", 3, "control character"),
        ("---\nslug: *nowhere\n---\n", 2, "not YAML"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_file_that_is_none_names_the_line_to_look_at(text: str, line: int, problem: str) -> None:
    error = refusal(text)
    assert problem in str(error)
    assert error.line == line


yamlish = st.text(st.sampled_from("abkey:- \n[]{}'\"|>&*!?,#%0127TZ\t\u2028é\x00\x85"), max_size=60)


@given(text=st.text(max_size=200) | yamlish.map(lambda front: f"---\n{front}\n---\n"))
def test_any_text_is_a_petition_or_a_petition_file_error(text: str) -> None:
    line = refused_line(text)
    breaks = sum(text.count(one) for one in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    assert line is None or 1 <= line <= breaks + 2


def refused_line(text: str) -> int | None:
    try:
        parse_petition_file(text)
    except PetitionFileError as error:
        return error.line
    return None


@given(
    key=st.sampled_from(
        [
            "slug",
            "title",
            "target",
            "lead_in",
            "statement",
            "goal",
            "confirmation",
            "embedding",
            "fields",
            "consent",
            "opt_ins",
            "share",
            "image",
            "opens",
            "closes",
            "retention_days",
            "locale",
            "<<",
        ]
    ),
    value=yamlish
    | st.sampled_from(
        [
            "[a]",
            "{a: b}",
            "{url: [a]}",
            "0x10",
            "1e400",
            ".nan",
            "!!binary aGk=",
            "!x y",
            "&a [*a]",
            "9999-12-31T23:59:59-12:00",
            "12:30:45",
            "{goal: 0}",
            "yes",
        ]
    ),
)
def test_any_value_of_any_key_is_taken_or_a_petition_file_error(key: str, value: str) -> None:
    others = [line for line in REQUIRED if not line.startswith(f"{key}:")]
    line = refused_line("\n".join(["---", *others, f"{key}: {value}", "---", "Why."]))
    assert line is None or line >= 1


@pytest.mark.parametrize(
    "path", sorted(Path("demo_site/petitions").glob("*.md")), ids=lambda path: str(path.stem)
)
def test_the_demos_petitions_are_petition_files(path: Path) -> None:
    file = parse_petition_file(path.read_text("utf-8"))
    assert file.slug == path.stem
    assert "[^1]" in file.body
