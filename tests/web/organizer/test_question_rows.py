"""What a petition asks, written in its form: rows are added, moved and taken out without a script."""

from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.test_petition_writer import LINE, stored
from tests.support.campaign import SLUG, add_petition, petition_file
from tests.support.organizers import Visitor
from tests.web.organizer.test_writing import NEW, URL, form_of, served
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.petition_file import PetitionFile, parse_petition_file
from widget_server.web.organizer.form import form_of as form_of_pairs
from widget_server.web.organizer.petition_form import OPT_INS, TEXTS, as_file, shown, typed

HEARD = {
    "name": "heard",
    "label": "How did you hear of us?",
    "type": "select",
    "options": {"friend": "From a friend", "web": "On the web", "no": "no"},
    "required": True,
}
JOB = {"name": "job", "label": "What do you work as?", "type": "text", "max_length": 80}
HELP = {"name": "help", "label": "I can help", "type": "checkbox"}


def sent_by_a_browser(values: dict[str, Any]) -> list[tuple[str, str]]:
    """The names and values of the form that shows these."""
    pairs = [(name, values[name].replace("\n", "\r\n")) for name in TEXTS]
    pairs += [("consent_style", values["consent_style"])]
    pairs += [("thanks_mail", "yes")] * values["thanks_mail"]
    pairs += [(f"opt_in_{name}", values["opt_ins"][name]) for name in OPT_INS]
    pairs += [(f"has_{name}", "yes") for name in values["opt_in_asked"]]
    pairs += [("order", ",".join(row.key for row in values["rows"]))]
    for row in values["rows"]:
        if not row.is_own:
            pairs += [(f"ask_{row.key}", row.asked)]
            continue
        pairs += [(f"q_{row.key}_{part}", getattr(row, part)) for part in ("type", "label", "max_length")]
        pairs += [(f"q_{row.key}_options", row.options.replace("\n", "\r\n"))]
        pairs += [(f"q_{row.key}_required", "yes")] * (row.asked == "required")
    return pairs


def is_the_same_through_the_form(file: PetitionFile) -> None:
    petition = stored(file)
    form = form_of_pairs(sent_by_a_browser(shown(petition)))
    assert parse_petition_file(as_file(typed(form, petition))) == file


@given(
    labels=st.lists(LINE, min_size=1, max_size=4),
    options=st.dictionaries(
        st.text(st.characters(blacklist_categories=["C", "Zl", "Zp"]), min_size=1, max_size=20)
        .map(lambda text: normalize("NFC", text.strip()))
        .filter(bool),
        LINE,
        min_size=1,
        max_size=4,
    ),
    known=st.permutations(["given_name", "country", "email", "comment", "show_name"]),
    required=st.booleans(),
)
@settings(deadline=None)
def test_what_was_not_touched_in_the_form_stays_as_it_was(
    labels: list[str], options: dict[str, str], known: list[str], required: bool
) -> None:
    kinds: list[dict[str, Any]] = [
        {"type": "select", "options": options},
        {"type": "text", "max_length": 7},
        {"type": "checkbox"},
    ]
    own = [
        {"name": f"q{number}", "label": label, "required": required} | kinds[number % 3]
        for number, label in enumerate(labels)
    ]
    is_the_same_through_the_form(parse_petition_file(petition_file(fields=[*own[:1], *known, *own[1:]])))


async def pressed(editor: Visitor, path: str, form: dict[str, str], what: str) -> dict[str, str]:
    """The form as it is shown after one of its buttons was pressed."""
    answer = await editor.send(path, form | {"do": what})
    assert answer.status_code == 200
    return dict(next(one for one in Page(answer.text).forms if one.action == path).values)


async def test_questions_are_added_and_everything_typed_stays(service: Service, editor: Visitor) -> None:
    form = await form_of(editor, NEW)
    form |= {
        "slug": "keep-the-pool",
        "title": "Keep the pool",
        "target": "The mayor",
        "statement": "Keep it.",
    }
    form = await pressed(editor, NEW, form | {"body": "Why."}, "add:text")
    form = await pressed(editor, NEW, form | {"q_new1_label": "Où habitez-vous ?"}, "add:select")
    assert (form["title"], form["body"], form["q_new1_label"]) == (
        "Keep the pool",
        "Why.",
        "Où habitez-vous ?",
    )
    form |= {
        "q_new2_label": "How did you hear of us?",
        "q_new2_options": "web = On the web\nFrom a friend",
        "q_new2_required": "yes",
    }
    form = await pressed(editor, NEW, form, "add:checkbox")
    sent = await editor.send(NEW, form | {"q_new3_label": "Где вы?"})
    assert sent.status_code == 303, sent.text
    *_, where, heard, box = (await served(service, "keep-the-pool")).petition.fields
    assert (where.name, where.type, where.label, where.max_length) == (
        "extra_ou_habitez_vous",
        "text",
        "Où habitez-vous ?",
        200,
    )
    assert heard.name == "extra_how_did_you_hear_of_us"
    assert heard.options == (("web", "On the web"), ("From a friend", "From a friend"))
    assert heard.required
    assert (box.name, box.type, box.label) == ("extra_question", "checkbox", "Где вы?")


async def test_rows_are_moved_and_taken_out_and_nothing_is_saved_before_save(
    service: Service, editor: Visitor
) -> None:
    before = await add_petition(service, fields=["email", HEARD, "comment", JOB])
    form = await form_of(editor, URL)
    for what in ("up:comment", "down:extra_heard", "remove:extra_job", "up:email"):
        form = await pressed(editor, URL, form, what)
    assert (await served(service, SLUG)).petition == before.petition
    assert (await editor.send(URL, form)).status_code == 303
    names = [field.name for field in (await served(service, SLUG)).petition.fields]
    assert names == ["email", "comment", "extra_heard"]


async def test_a_question_keeps_its_name_when_it_is_put_in_other_words(
    service: Service, editor: Visitor
) -> None:
    await add_petition(service, fields=["email", JOB])
    await editor.send(URL, await form_of(editor, URL) | {"q_extra_job_label": "Your job?"})
    field = (await served(service, SLUG)).petition.fields[-1]
    assert (field.name, field.label, field.max_length) == ("extra_job", "Your job?", 80)


async def test_two_questions_with_the_same_words_get_names_of_their_own(
    service: Service, editor: Visitor
) -> None:
    await add_petition(service, fields=["email", JOB])
    form = await form_of(editor, URL)
    for number in (1, 2, 3):
        form = await pressed(editor, URL, form, "add:text")
        form[f"q_new{number}_label"] = "Job" if number < 3 else "Comment"
    assert (await editor.send(URL, form)).status_code == 303
    names = [field.name for field in (await served(service, SLUG)).petition.fields]
    assert names == ["email", "extra_job", "extra_job_2", "extra_job_3", "extra_comment_2"]


@pytest.mark.parametrize(
    "typed_in, at, words",
    [
        ({"q_extra_heard_label": " "}, "q_extra_heard_label", "Write the question"),
        ({"q_extra_job_max_length": "many"}, "q_extra_job_max_length", "Write a number"),
        ({"q_extra_job_max_length": "5000"}, "q_extra_job_max_length", "This must be a whole number"),
        ({"q_extra_job_label": "x" * 301}, "q_extra_job_label", "This has 301 characters"),
        ({"q_extra_heard_options": ""}, "q_extra_heard_options", "at least one answer"),
        ({"q_extra_heard_options": "a = b\na = c"}, "q_extra_heard_options", "the same value twice"),
        ({"q_extra_heard_options": "a\n" + "b" * 101}, "q_extra_heard_options", "has 101 characters"),
    ],
)
async def test_what_is_wrong_with_a_question_is_said_at_its_row_and_nothing_typed_is_lost(
    service: Service, editor: Visitor, typed_in: dict[str, str], at: str, words: str
) -> None:
    await add_petition(service, fields=["email", HEARD, JOB])
    answer = await editor.send(URL, await form_of(editor, URL) | {"share": "Mine"} | typed_in)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.by_id(f"f-{at}").attributes["aria-invalid"] == "true"
    assert words in page.by_id(f"e-{at}").text
    assert f"#f-{at}" in page.links
    kept = next(one for one in page.forms if one.action == URL).values
    assert kept["share"] == "Mine"
    [(name, value)] = typed_in.items()
    assert kept[name] == value


async def test_gaps_in_several_questions_are_all_said_at_once(service: Service, editor: Visitor) -> None:
    await add_petition(service, fields=["email", HEARD, JOB])
    form = await form_of(editor, URL) | {"q_extra_heard_options": "", "q_extra_job_label": ""}
    page = Page((await editor.send(URL, form)).text)
    assert {"#f-q_extra_heard_options", "#f-q_extra_job_label"} <= set(page.links)


async def test_ten_questions_are_the_most(service: Service, editor: Visitor) -> None:
    own = [{"name": f"q{number}", "label": "?", "type": "text"} for number in range(10)]
    await add_petition(service, fields=["email", *own])
    form = await form_of(editor, URL)
    assert "q_new1_label" not in await pressed(editor, URL, form, "add:text")
    order = form["order"] + ",new1"
    answer = await editor.send(
        URL, form | {"order": order, "q_new1_type": "text", "q_new1_label": "?", "q_new1_max_length": "9"}
    )
    assert "more than 10 fields of your own" in Page(answer.text).by_id("f-fields").text


async def test_a_copy_takes_the_questions_along(service: Service, editor: Visitor) -> None:
    await add_petition(service, fields=["email", HEARD, HELP])
    before = (await served(service, SLUG)).petition.fields
    await editor.send(NEW, await form_of(editor, f"{NEW}?copy={SLUG}") | {"slug": "a-copy"})
    assert (await served(service, "a-copy")).petition.fields == before


async def test_a_form_that_says_nothing_of_the_order_leaves_questions_as_they_are(
    service: Service, editor: Visitor
) -> None:
    before = await add_petition(service, fields=["comment", HEARD, "email"])
    form = {
        name: value
        for name, value in (await form_of(editor, URL)).items()
        if name != "order" and not name.startswith("q_")
    }
    assert (await editor.send(URL, form)).status_code == 303
    assert (await served(service, SLUG)).petition.fields == before.petition.fields


async def test_another_editors_questions_are_told_before_they_are_overwritten(
    service: Service, editor: Visitor
) -> None:
    await add_petition(service, fields=["email", JOB])
    form = await form_of(editor, URL)
    await add_petition(service, fields=["email", JOB | {"label": "Theirs?"}])
    answer = await editor.send(URL, form)
    assert answer.status_code == 409
    assert "Theirs?" in answer.text


async def test_names_of_rows_that_no_form_of_ours_has_change_nothing(
    service: Service, editor: Visitor
) -> None:
    before = await add_petition(service, fields=["email", JOB])
    form = await form_of(editor, URL)
    odd = {"order": form["order"] + ",new1,extra_<b>,password,,new99999", "q_new1_type": "password"}
    assert (await editor.send(URL, form | odd)).status_code == 303
    assert (await served(service, SLUG)).petition.fields == before.petition.fields
    for what in ("up:nothing", "remove:email", "add:password", "", "up:", ":::"):
        again = await pressed(editor, URL, form, what)
        assert again["order"] == form["order"]
