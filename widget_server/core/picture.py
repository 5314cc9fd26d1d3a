"""Pictures that organizers upload: what is taken, and what is made of it."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

TAKEN = ("JPEG", "PNG", "WEBP", "GIF")
"""Told by their content: the name and the type that a browser sends are whatever somebody likes."""

LARGEST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""What a phone's largest pictures have; decoded, they weigh 200 MB for a moment, transparent ones twice that. Looked at
before decoding: a file of a few kilobytes can claim gigabytes.
"""

LONGEST_SIDE = 1_600
"""Pixels: twice the width that the widget shows at most."""

QUALITY = 82

NOT_RESIZED = ("1", "P", "PA")
"""Modes whose pixels can't be averaged: black and white, and numbers of colours."""


class PictureRefused(Exception):
    """The text says what to do, in words for the organizer."""


@dataclass(frozen=True, slots=True)
class Picture:
    """As it is stored and served: drawn anew, so that nothing but its pixels is left of the file. Sides in pixels."""

    sha256: str
    extension: str
    content: bytes
    width: int
    height: int

    @property
    def name(self) -> str:
        """'<sha256>.<extension>', the last part of its address."""
        return f"{self.sha256}.{self.extension}"


def read_picture(content: bytes) -> Picture:
    """Takes a second or so for a large one. Raises PictureRefused."""
    if len(content) > LARGEST_BYTES:
        raise PictureRefused(too_large())
    try:
        with Image.open(io.BytesIO(content), formats=TAKEN) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PictureRefused(_too_many_pixels())
            return _drawn_anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(_too_many_pixels()) from error
    except PictureRefused:
        raise
    except Exception as error:  # a broken file meets the library in ways that it does not list
        raise PictureRefused(
            "This is not a picture that can be read. Take a JPEG, PNG, WebP or GIF, or save it anew."
        ) from error


def too_large() -> str:
    """Of a file with more than LARGEST_BYTES."""
    return f"This file is larger than {LARGEST_BYTES // 1024 // 1024} MB. Save the picture smaller and choose it again."


def _too_many_pixels() -> str:
    return f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it 1,600 pixels wide."


def _drawn_anew(image: Image.Image) -> Picture:
    """JPEG, which every site knows that shows a shared link; WebP where something is transparent. Made small before
    anything else: each step makes a copy.
    """
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    is_transparent = image.has_transparency_data
    mode = "RGBA" if is_transparent else "RGB"
    whole = image.convert(mode) if image.mode in NOT_RESIZED or "transparency" in image.info else image
    whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    plain = _in_srgb(ImageOps.exif_transpose(whole), mode)
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    file = io.BytesIO()
    if is_transparent:
        clean.save(file, "WEBP", quality=QUALITY)
    else:
        clean.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    drawn = file.getvalue()
    extension = "webp" if is_transparent else "jpg"
    return Picture(hashlib.sha256(drawn).hexdigest(), extension, drawn, clean.width, clean.height)


def _in_srgb(image: Image.Image, mode: str) -> Image.Image:
    """The profile goes with the metadata, so colours are those of the web from here on."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            moved = ImageCms.profileToProfile(
                image,
                source,
                ImageCms.createProfile("sRGB"),
                outputMode=None if image.mode == mode else "RGB",
            )
            image = moved or image
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile says nothing about the pixels
    return image.convert(mode)
