"""A petition's file says all of it: written and read again it is the same."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_site.petition_files import petition_files
from tests.support.campaign import petition_file as file_of
from widget_server.core.petition import Petition, PetitionText
from widget_server.core.petition_file import PetitionFile, parse_petition_file
from widget_server.core.petition_writer import petition_file


def stored(file: PetitionFile) -> Petition:
    """As storage would give it back."""
    text = PetitionText(
        1, file.locale, file.title, file.target, file.statement, file.consent, file.opt_ins, file.legal, ""
    )
    return Petition(
        id=1,
        slug=file.slug,
        text=text,
        lead_in=file.lead_in,
        body=file.body,
        fields=file.fields,
        state="open",
        locale=file.locale,
        image_url=file.image_url,
        image_alt=file.image_alt,
        share_text=file.share,
        fixed_goal=file.goal,
        confirmation=file.confirmation,  # type: ignore[arg-type]
        embedding=file.embedding,  # type: ignore[arg-type]
        consent_style=file.consent_style,  # type: ignore[arg-type]
        thanks_mail=file.thanks_mail,
        opens_at=file.opens,
        closes_at=file.closes,
        retention_days=file.retention_days,
    )


def is_the_same_again(text: str) -> None:
    file = parse_petition_file(text)
    assert parse_petition_file(petition_file(stored(file))) == file


@pytest.mark.parametrize("path", petition_files(), ids=lambda path: path.stem)
def test_the_demos_files_come_out_as_they_went_in(path: Any) -> None:
    is_the_same_again(path.read_text("utf-8"))


LINE = st.text(st.characters(blacklist_categories=["C", "Zl", "Zp"]), min_size=1, max_size=60).filter(
    str.strip
)


@given(
    title=LINE,
    statement=LINE,
    goal=st.one_of(st.just("auto"), st.integers(1, 10**9)),
    days=st.integers(1, 3_650),
    opt_ins=st.sampled_from([[], ["updates"], {"updates": "News: yes?", "partner_updates": "{partner}'s"}]),
    fields=st.sampled_from(
        [
            ["email"],
            [{"name": "comment", "required": True}, "email", "show_name"],
            [
                "email",
                {"name": "heard", "label": "Where?", "type": "select", "options": {"a": "A: b", "no": "#"}},
            ],
            ["email", {"name": "shoe", "label": "Size", "type": "text", "max_length": 7, "required": True}],
        ]
    ),
    style=st.sampled_from(["checkbox", "choice"]),
)
def test_whatever_a_petition_says_its_file_says_it(
    title: str, statement: str, goal: Any, days: int, opt_ins: Any, fields: Any, style: str
) -> None:
    is_the_same_again(
        file_of(
            body="Why.\n\n---\n\nMore[^1].\n\n[^1]: A note.",
            title=title,
            statement=statement,
            goal=goal,
            retention_days=days,
            opt_ins=opt_ins,
            fields=fields,
            consent={"style": style},
            closes="2030-01-01T12:00:00Z",
            image={"url": "https://a.example/b.png", "alt": "A: river"},
            share=json.dumps(title),
        )
    )
