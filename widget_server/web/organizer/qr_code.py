"""A QR code as SVG that stands in a page whose policy allows no style attribute."""

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """Dark on white whatever the page's colours are: apps don't read it the other way round. It has no size of its own,
    so that a small phone shrinks it instead of cutting it off.
    """
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(
        border=4, dark="#000", light="#fff", svgclass="qr-code", lineclass=None, omitsize=True
    )
    return Markup(svg)  # noqa: S704  # made by the library; the text is in it as squares
