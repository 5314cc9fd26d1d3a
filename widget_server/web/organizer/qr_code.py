"""A QR code as SVG that stands in a page whose policy allows no style attribute."""

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """Dark on white whatever the page's colours are: apps don't read it the other way round."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr-code", lineclass=None)
    return Markup(svg)  # noqa: S704  # made by the library; the text is in it as squares
