"""The organizer's own fields: what a petition file may ask, and what is taken as an answer."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.campaign import petition_file
from widget_server.core.errors import InvalidFields
from widget_server.core.fields import Field, SignatureForm, read_form
from widget_server.core.front_matter import PetitionFileError
from widget_server.core.petition_file import parse_petition_file

HEARD = {
    "name": "heard",
    "label": "How did you hear of us?",
    "type": "select",
    "options": {"friend": "From a friend", "web": "On the web"},
}
WHY = {"name": "why", "label": "Why?", "type": "text"}
HELP = {"name": "help", "label": "I can help", "type": "checkbox"}


def fields_of(*entries: Any) -> tuple[Field, ...]:
    return parse_petition_file(petition_file(fields=["email", *entries])).fields[1:]


def form_of(*entries: Any, **answers: str) -> SignatureForm:
    asked = parse_petition_file(petition_file(fields=["email", *entries])).fields
    return read_form(asked, {"email": "ada@example.org", "consent": "yes"} | answers)


def errors_of(*entries: Any, **answers: str) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refused:
        form_of(*entries, **answers)
    return refused.value.errors


def refusal(*lines: str) -> PetitionFileError:
    """`lines` stand behind slug, title, target and statement, from line 6 on."""
    front = petition_file().splitlines()[1:5]
    with pytest.raises(PetitionFileError) as refused:
        parse_petition_file("\n".join(["---", *front, *lines, "---", ""]))
    return refused.value


def test_they_are_asked_in_their_order_under_names_of_their_own() -> None:
    why, comment, heard, helping = fields_of(WHY, "comment", HEARD, HELP)
    assert comment.name == "comment"
    assert why == Field("extra_why", "text", "off", 200, False, "Why?")
    options = (("friend", "From a friend"), ("web", "On the web"))
    assert heard == Field("extra_heard", "select", "off", 0, False, "How did you hear of us?", options)
    assert helping == Field("extra_help", "checkbox", "off", 0, False, "I can help")


def test_options_may_be_labels_alone() -> None:
    (heard,) = fields_of(HEARD | {"options": [" A friend", "The web"], "required": True})
    assert heard.options == (("A friend", "A friend"), ("The web", "The web"))
    assert heard.required


def test_answers_are_kept_by_the_names_in_the_file_and_empty_ones_are_not() -> None:
    form = form_of(HEARD, WHY, HELP, extra_heard="web", extra_why=" Zoe\u0308 ", extra_help="on")
    assert form.extra == {"heard": "web", "why": "Zoë", "help": "yes"}
    assert form_of(HEARD, WHY, HELP, extra_heard="", extra_why="  ").extra == {}


def test_what_is_not_asked_is_not_kept() -> None:
    assert form_of(WHY, extra_heard="web", why="x", heard="web").extra == {}


def test_what_has_to_be_answered_is_named() -> None:
    entries = [one | {"required": True} for one in (HEARD, WHY, HELP)]
    nothing = {"extra_heard": "required", "extra_why": "required", "extra_help": "required"}
    assert errors_of(*entries) == nothing
    assert errors_of(*entries, extra_heard=" ", extra_help="no") == nothing


@pytest.mark.parametrize("answer", ["tv", "From a friend", "WEB", "web\n2", "web\x00", "friend,web"])
def test_only_one_of_the_options_can_be_chosen(answer: str) -> None:
    (code,) = errors_of(HEARD, extra_heard=answer).values()
    assert code in ("invalid", "invalid_characters")


def test_a_text_is_as_long_as_the_organizer_says_and_on_one_line() -> None:
    assert form_of(WHY | {"max_length": 1_000}, extra_why="é" * 1_000).extra == {"why": "é" * 1_000}
    assert errors_of(WHY | {"max_length": 5}, extra_why="x" * 6) == {"extra_why": "too_long"}
    assert errors_of(WHY, extra_why="x" * 201) == {"extra_why": "too_long"}
    assert errors_of(WHY, extra_why="a\nb") == {"extra_why": "invalid_characters"}
    assert errors_of(WHY, extra_why="a\u202eb") == {"extra_why": "invalid_characters"}


@pytest.mark.parametrize(
    "entry, problem",
    [
        (WHY | {"name": "Why"}, "small letters"),
        (WHY | {"name": "a" * 31}, "at most 30"),
        (WHY | {"name": "wh y"}, "small letters"),
        (WHY | {"name": "née"}, "small letters"),
        (WHY | {"name": 5}, "small letters"),
        (WHY | {"name": "comment"}, "another name"),
        (WHY | {"name": "show_name"}, "another name"),
        (WHY | {"type": "textarea"}, "must be text, select, checkbox"),
        (WHY | {"type": ["text"]}, "must be text, select, checkbox"),
        ({"name": "why", "label": "Why?"}, "must be text, select, checkbox"),
        ({"name": "why", "type": "text"}, "`label` of why must be text"),
        (WHY | {"label": "a\nb"}, "single line"),
        (WHY | {"label": "x" * 301}, "at most 300"),
        (WHY | {"max_length": 1_001}, "whole number from 1 to 1,000"),
        (WHY | {"max_length": 0}, "whole number from 1 to 1,000"),
        (WHY | {"max_length": True}, "whole number from 1 to 1,000"),
        (WHY | {"maxlength": 5}, "Did you mean max_length?"),
        (WHY | {"options": ["a"]}, "has 'options'"),
        (WHY | {"required": "yes"}, "true or false"),
        (HEARD | {"options": []}, "1 to 100 lines"),
        (HEARD | {"options": "a, b"}, "1 to 100 lines"),
        (HEARD | {"options": [str(n) for n in range(101)]}, "1 to 100 lines"),
        (HEARD | {"options": ["a", "a"]}, "same value twice"),
        (HEARD | {"options": ["a", 5]}, "in quotes"),
        (HEARD | {"options": {"a": None}}, "in quotes"),
        (HEARD | {"options": ["x" * 101]}, "at most 100"),
        ({"name": "heard", "label": "How?", "type": "select"}, "1 to 100 lines"),
        ({"name": "show_name", "required": True}, "must be false"),
    ],
)
def test_a_field_that_cannot_be_is_refused_with_its_line_and_what_would_do(entry: Any, problem: str) -> None:
    error = refusal("fields:", "  - email", f"  - {json.dumps(entry)}")
    assert error.line == 8
    assert "`fields`" in str(error)
    assert problem in str(error)


def test_there_are_at_most_ten_and_each_once() -> None:
    eleven = [WHY | {"name": f"why_{number}"} for number in range(11)]
    assert len(fields_of(*eleven[:10])) == 10
    assert "more than 10" in str(refusal(f"fields: {json.dumps(['email', *eleven])}"))
    assert "twice" in str(refusal(f"fields: {json.dumps(['email', WHY, WHY])}"))


def test_what_looks_like_a_field_of_ones_own_is_told_how_to_make_one() -> None:
    assert "needs `name`, `label` and `type`" in str(refusal("fields: [email, phone]"))


def test_consent_is_a_box_or_a_choice_and_may_keep_the_wording_that_there_is() -> None:
    bare = parse_petition_file(petition_file())
    assert bare.consent_style == "checkbox"
    choice = parse_petition_file(petition_file(consent={"style": "choice"}))
    assert (choice.consent, choice.consent_style) == (bare.consent, "choice")
    both = parse_petition_file(petition_file(consent={"text": "I agree.", "style": "choice"}))
    assert (both.consent, both.consent_style) == ("I agree.", "choice")
    assert parse_petition_file(petition_file(consent={"text": "I agree."})).consent_style == "checkbox"


@pytest.mark.parametrize(
    "line, problem",
    [
        ("consent: {style: radio}", "checkbox or choice"),
        ("consent: {style: [choice]}", "checkbox or choice"),
        ("consent: {txt: I agree.}", "`text` and `style`"),
        ("consent: {text: 5}", "must be text"),
    ],
)
def test_a_consent_that_cannot_be_is_refused(line: str, problem: str) -> None:
    error = refusal(line)
    assert error.line == 6
    assert "`consent`" in str(error)
    assert problem in str(error)


def test_the_example_of_the_manual_is_a_petition() -> None:
    manual = Path("docs/operating.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(fields:.+?)```", manual, re.DOTALL)
    front = "\n".join(petition_file().splitlines()[1:5])
    file = parse_petition_file(f"---\n{front}\n{example}---\n")
    assert [field.name for field in file.fields[-4:]] == [
        "show_name",
        "extra_heard",
        "extra_job",
        "extra_help",
    ]
    assert file.consent_style == "choice"
