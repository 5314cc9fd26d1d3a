"""Breaking plain text into lines, by the columns that a terminal or a plain-text mail gives each character."""

from unicodedata import east_asian_width

from widget_server.core.line_breaks import pieces


def wrapped(text: str, width: int) -> str:
    """Lines of at most `width` columns. Words and addresses are never broken; Chinese, Japanese and Korean may
    break between any two characters (UAX 14).
    """
    lines, line, column = [], "", 0
    for piece in pieces(text):
        columns = sum(2 if east_asian_width(character) in "WF" else 1 for character in piece)
        if column + columns > width and line.strip():
            lines.append(line.rstrip())
            line, column = "", 0
            if piece.isspace():
                continue
        line += piece
        column += columns
    return "\n".join([*lines, line.rstrip()])
