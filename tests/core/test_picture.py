"""What is taken of an uploaded picture: its pixels, and nothing else of the file."""

import io
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image

from widget_server.core.picture import LARGEST_BYTES, PictureRefused, read_picture


def file_of(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def test_where_and_with_what_a_photo_was_taken_is_gone_and_it_stands_upright() -> None:
    photo = Image.new("RGB", (400, 200), "red")
    exif = photo.getexif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"
    sent = file_of(photo, "JPEG", exif=exif.tobytes(), comment=b"my cat")
    picture = read_picture(sent)
    assert (picture.width, picture.height) == (200, 400)
    stored = Image.open(io.BytesIO(picture.content))
    assert dict(stored.getexif()) == {}
    assert b"Secret" not in picture.content
    assert b"my cat" not in picture.content


def test_a_large_picture_gets_at_most_1600_pixels() -> None:
    picture = read_picture(file_of(Image.new("RGB", (4_000, 1_000)), "PNG"))
    assert (picture.width, picture.height, picture.extension) == (1_600, 400, "jpg")


def test_what_is_transparent_stays_transparent() -> None:
    picture = read_picture(file_of(Image.new("RGBA", (20, 10), (0, 0, 0, 0)), "PNG"))
    assert picture.extension == "webp"
    pixel = Image.open(io.BytesIO(picture.content)).convert("RGBA").getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[3] == 0


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_a_small_file_that_claims_to_be_huge_is_refused_unread(side: int) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", b"not even packed")
        + chunk(b"IEND", b"")
    )
    with pytest.raises(PictureRefused, match="million pixels"):
        read_picture(bomb)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a<html>",
        file_of(Image.effect_noise((300, 300), 50), "JPEG")[:2_000],
        file_of(Image.new("RGB", (9, 9)), "TIFF"),
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(PictureRefused, match="can be read"):
        read_picture(content)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(PictureRefused, match="10 MB"):
        read_picture(b"x" * (LARGEST_BYTES + 1))


@pytest.mark.parametrize("tag, kind", [("013f", "0002"), ("0115", "0002"), ("0131", "0005")])
def test_a_photo_whose_notes_about_itself_are_broken_is_no_fault_of_ours(tag: str, kind: str) -> None:
    """Notes of kinds that nobody writes, in a picture that has to be turned. Some cameras' programs do."""
    notes = bytes.fromhex(
        "4578696600004d4d002a00000008000201120003000000010006000"
        f"0{tag}{kind}00000001000000260000000000000003000000020000"
    )
    try:
        picture = read_picture(file_of(Image.new("RGB", (20, 10)), "JPEG", exif=notes))
    except PictureRefused:
        return
    assert picture.extension == "jpg"


def test_a_large_picture_is_read_without_many_copies_of_it() -> None:
    """In a process of its own, which says how much more it held than before. One copy of this one is 64 MB."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from widget_server.core.picture import read_picture\n"
        "def held():\n"
        "    status = Path('/proc/self/status').read_text()\n"
        "    return int(status.partition('VmHWM:')[2].split()[0])\n"
        "content, before = sys.stdin.buffer.read(), held()\n"
        "read_picture(content)\n"
        "print((held() - before) // 1024)\n"
    )
    sent = file_of(Image.new("RGBA", (4_000, 4_000)), "PNG")
    done = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, check=True)
    assert int(done.stdout) < 3 * 64
