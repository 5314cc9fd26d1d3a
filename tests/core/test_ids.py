"""Ids of signatures: UUIDv7 (RFC 9562, 5.7)."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core import ids

times = st.integers(0, 2**48 - 1)


@given(at=times)
def test_an_id_is_a_uuid_of_version_7_and_the_variant_of_rfc_9562(at: int) -> None:
    uuid = UUID(bytes=ids.new_id(at))
    assert uuid.version == 7
    assert uuid.variant == "specified in RFC 4122"


@given(at=times)
def test_an_id_tells_its_millisecond(at: int) -> None:
    assert ids.made_at(ids.new_id(at)) == at
    assert ids.made_at(ids.first_of(at)) == at


@given(times=st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]))
def test_ids_sort_as_they_were_made(times: tuple[int, int]) -> None:
    earlier, later = sorted(times)
    assert ids.new_id(earlier) < ids.first_of(later) <= ids.new_id(later)


@given(at=st.integers(-(2**48), 0))
def test_before_1970_there_is_no_smaller_id(at: int) -> None:
    assert ids.first_of(at) == bytes(16)


def test_two_ids_of_one_millisecond_differ() -> None:
    assert len({ids.new_id(0) for _ in range(1_000)}) == 1_000


@given(id_=st.binary(min_size=16, max_size=16))
def test_an_id_in_a_url_comes_back(id_: bytes) -> None:
    assert ids.from_url(ids.to_url(id_)) == id_
    assert UUID(ids.to_text(id_)).bytes == id_


@given(text=st.text(max_size=40) | st.from_regex(r"[A-Za-z0-9_=-]{20,24}", fullmatch=True))
def test_an_id_has_one_spelling_and_all_else_is_a_value_error(text: str) -> None:
    try:
        id_ = ids.from_url(text)
    except ValueError:
        return
    assert ids.to_url(id_) == text


@pytest.mark.parametrize("text", ["", "A" * 21, "A" * 23, "A" * 21 + "B", "A" * 21 + "!", "A" * 21 + "é"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # binascii's message or ours
        ids.from_url(text)
