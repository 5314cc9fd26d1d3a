"""A translation's file says all of it: written and read again it is the same."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.core.test_petition_writer import LINE, stored
from tests.support.campaign import petition_file, translation_file
from widget_server.core.petition_file import parse_petition_file
from widget_server.core.translation import complete
from widget_server.core.translation_file import parse_translation_file
from widget_server.core.translation_writer import translation_file as written

HEARD = {
    "name": "heard",
    "label": "How?",
    "type": "select",
    "options": {"web": "On the web", "a = b": "Else"},
}
FIELDS = ["email", "comment", HEARD, {"name": "job", "label": "Job?", "type": "text"}]


@given(
    title=LINE,
    consent=LINE,
    opt_ins=st.sampled_from([None, {}, {"updates": "Post: ja?"}]),
    labels=st.sampled_from(
        [
            None,
            {"comment": "Warum?"},
            {"heard": {"label": "Wie: so?", "options": {"web": "#Netz", "a = b": "Anders"}}},
            {"job": "Beruf?", "heard": {"options": {"web": "Netz"}}},
        ]
    ),
    more=st.sampled_from([{}, {"share": "Lest: jetzt"}, {"image": {"alt": "Eine Tür"}}]),
)
def test_whatever_a_translation_says_its_file_says_it(
    title: str, consent: str, opt_ins: Any, labels: Any, more: dict[str, Any]
) -> None:
    original = stored(parse_petition_file(petition_file(fields=FIELDS)))
    text = translation_file(
        body="Gründe[^1].\n\n---\n\n[^1]: Belege.",
        title=title,
        consent=consent,
        opt_ins=opt_ins,
        labels=labels,
        **more,
    )
    translation = complete(parse_translation_file(text), original)
    again = parse_translation_file(written(original, translation))
    assert complete(again, original) == translation


def test_words_for_a_question_that_is_asked_no_more_do_not_keep_the_file_from_being_read() -> None:
    before = stored(parse_petition_file(petition_file(fields=FIELDS)))
    labels = {"job": "Beruf?", "heard": {"options": {"web": "Netz", "a = b": "Anders"}}}
    translation = complete(parse_translation_file(translation_file(labels=labels)), before)
    heard = HEARD | {"options": {"web": "On the web"}}
    now = stored(parse_petition_file(petition_file(fields=["email", heard])))
    again = complete(parse_translation_file(written(now, translation)), now)
    assert [(one.name, one.options) for one in again.labels] == [("extra_heard", (("web", "Netz"),))]
