"""Translation files: what people read, and nothing of how the petition works."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_site.petition_files import translation_files
from tests.support.campaign import petition_file, translation_file
from widget_server.core.front_matter import PetitionFileError
from widget_server.core.petition_file import PetitionFile
from widget_server.core.translation_file import TranslationFile, parse_file

REQUIRED = [
    "translation_of: open-the-library",
    "locale: de",
    "title: Öffnet sie",
    "statement: Öffnen Sie sie.",
]


def with_lines(*lines: str) -> str:
    return "\n".join(["---", *REQUIRED, *lines, "---", "Darum.", ""])


def parsed(*lines: str) -> TranslationFile:
    file = parse_file(with_lines(*lines))
    assert isinstance(file, TranslationFile)
    return file


def refusal(text: str) -> PetitionFileError:
    with pytest.raises(PetitionFileError) as refused:
        parse_file(text)
    return refused.value


def test_a_file_says_by_one_key_that_it_is_a_translation() -> None:
    assert isinstance(parse_file(translation_file()), TranslationFile)
    assert isinstance(parse_file(petition_file()), PetitionFile)


def test_four_keys_are_enough() -> None:
    file = parsed()
    assert (file.translation_of, file.locale) == ("open-the-library", "de")
    assert (file.title, file.statement, file.body) == ("Öffnet sie", "Öffnen Sie sie.", "Darum.")
    assert (file.target, file.lead_in, file.consent, file.opt_ins) == (None, None, None, None)
    assert (file.share, file.image_alt, file.labels) == ("", "", ())


@pytest.mark.parametrize(
    "line, name, value",
    [
        ("target: Der Stadtrat", "target", "Der Stadtrat"),
        ("lead_in: Sehr geehrter Rat,", "lead_in", "Sehr geehrter Rat,"),
        ("consent: Ja.", "consent", "Ja."),
        ("opt_ins: {updates: Post, partner_updates: false}", "opt_ins", (("updates", "Post"),)),
        ("opt_ins: [updates]", "opt_ins", (("updates", None),)),
        ("share: {text: Unterschreib mit}", "share", "Unterschreib mit"),
        ("image: {alt: Eine Tür}", "image_alt", "Eine Tür"),
        ("image:", "image_alt", ""),
        ("labels: {comment: Warum?, postcode: PLZ}", "labels", (("comment", "Warum?"), ("postcode", "PLZ"))),
    ],
)
def test_each_key_says_what_it_says(line: str, name: str, value: object) -> None:
    assert getattr(parsed(line), name) == value


@pytest.mark.parametrize("missing", ["locale", "title", "statement"])
def test_what_a_translation_needs_is_named(missing: str) -> None:
    lines = [line for line in REQUIRED if not line.startswith(missing)]
    assert f"needs `{missing}`" in str(refusal("\n".join(["---", *lines, "---", ""])))


@pytest.mark.parametrize(
    "line",
    ["slug: x", "goal: 5", "fields: [email]", "confirmation: none", "embedding: anyone", "opens: 2027-01-01",
     "closes: 2027-01-01", "retention_days: 5"],
)  # fmt: skip
def test_what_belongs_to_the_petition_itself_is_refused_by_name(line: str) -> None:
    error = refusal(with_lines(line))
    key = line.partition(":")[0]
    assert f"`{key}` belongs to the petition itself" in str(error)
    assert error.line == len(REQUIRED) + 2


@pytest.mark.parametrize(
    "line, problem",
    [
        ("titel: x", "Did you mean `title`?"),
        ("image: https://cdn.example/door.jpg", "`image` may have `alt` alone"),
        ("image: {url: https://cdn.example/door.jpg, alt: x}", "`image` may have `alt` alone"),
        ("labels: [comment]", "`labels` must be lines of"),
        ("labels: {comment: 7}", "`labels` must be text"),
        ("opt_ins: {news: x}", "`opt_ins` must have `updates`"),
    ],
)
def test_a_bad_value_names_its_key_and_what_would_do(line: str, problem: str) -> None:
    error = refusal(with_lines(line))
    assert problem in str(error)
    assert error.line == len(REQUIRED) + 2


@pytest.mark.parametrize("tag", ["Klingon!", "xx-yy", "7"])
def test_a_language_that_there_is_not_is_refused(tag: str) -> None:
    text = with_lines().replace("locale: de", f"locale: {tag}")
    assert "must be the tag of a language" in str(refusal(text))


@given(st.sampled_from(["image", "labels", "opt_ins", "target", "translation_of", "locale"]), st.text())
def test_any_value_of_any_key_is_taken_or_a_petition_file_error(key: str, value: str) -> None:
    others = [line for line in REQUIRED if not line.startswith(f"{key}:")]
    line = refused_line("\n".join(["---", *others, f"{key}: {value}", "---", "Darum."]))
    assert line is None or line >= 1


def refused_line(text: str) -> int | None:
    try:
        parse_file(text)
    except PetitionFileError as error:
        return error.line
    return None


@pytest.mark.parametrize("path", translation_files(), ids=lambda path: f"{path.stem} {path.parent.name}")
def test_the_demos_translations_are_translation_files_with_the_footnotes_of_their_originals(
    path: Path,
) -> None:
    file = parse_file(path.read_text("utf-8"))
    assert isinstance(file, TranslationFile)
    assert (file.translation_of, file.locale) == (path.stem, path.parent.name)
    original = (path.parents[1] / path.name).read_text("utf-8")
    for number in (1, 2, 3):
        assert file.body.count(f"[^{number}]") == original.count(f"[^{number}]") > 1
