"""Reading pages and mails as a person or a program without JavaScript does: links, forms, elements, text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

SAFE_SCHEMES = {"http", "https", "mailto", ""}
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0]")


@dataclass
class Element:
    """An element with its attributes and all text in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Form:
    """A form as a browser would send it: `values` holds what each named control holds now."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, str] = field(default_factory=dict)
    """Tick boxes and the value that each sends when it is ticked; of a choice, the first."""
    buttons: int = 0


class Page(HTMLParser):
    """A parsed page: `elements` in their order, `forms`, and its visible `text`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self.text = ""
        self._open: list[Element] = []
        self._select = ""
        self.feed(html)
        self.close()

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def by_id(self, name: str) -> Element:
        (found,) = [element for element in self.elements if element.attributes.get("id") == name]
        return found

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [link.attributes["href"] for link in self.all("a") if "href" in link.attributes]

    @property
    def form(self) -> Form:
        """Its only form."""
        (form,) = self.forms
        return form

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)
        self._read_control(element)

    def handle_endtag(self, tag: str) -> None:
        while any(element.tag == tag for element in self._open):
            closed = self._open.pop()
            if closed.tag == "textarea" and self.forms and "name" in closed.attributes:
                # The first line break in a textarea is not part of it.
                self.forms[-1].values[closed.attributes["name"]] = closed.text.removeprefix("\n")
            if closed.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
        if not any(element.tag in ("style", "script", "title") for element in self._open):
            self.text += data

    def _read_control(self, element: Element) -> None:
        attributes = element.attributes
        name, value = attributes.get("name", ""), attributes.get("value", "")
        if element.tag == "form":
            self.forms.append(Form(attributes.get("action", ""), attributes.get("method", "get").lower()))
        elif not self.forms:
            return
        elif element.tag == "button":
            self.forms[-1].buttons += 1
        elif element.tag == "input" and attributes.get("type") in ("checkbox", "radio"):
            self.forms[-1].boxes.setdefault(name, value)
            if "checked" in attributes:
                self.forms[-1].values[name] = value
        elif element.tag == "input":
            self.forms[-1].values[name] = value
        elif element.tag == "select":
            self._select = name
            self.forms[-1].values[name] = ""
        elif element.tag == "option" and "selected" in attributes:
            self.forms[-1].values[self._select] = value


def dangers_in(html: str, *, allowed: frozenset[str] = frozenset()) -> list[str]:
    """What in the HTML could run a script, load something or send a form; `allowed` are tags that belong there."""
    found: list[str] = []
    forbidden = {"script", "style", "iframe", "object", "embed", "base", "meta", "link", "form", "svg", "math",
                 "img", "button", "input", "template", "video", "audio"} - allowed  # fmt: skip
    for element in Page(html).elements:
        if element.tag in forbidden:
            found.append(f"<{element.tag}>")
        for name, value in element.attributes.items():
            if name.startswith("on") or name in ("srcdoc", "formaction", "ping", "http-equiv"):
                found.append(f"<{element.tag} {name}>")
            if name in ("href", "src", "action") and _scheme(value) not in SAFE_SCHEMES:
                found.append(f"<{element.tag} {name}={value}>")
    return found


def _scheme(url: str) -> str:
    """As a browser reads it: blanks and control characters count for nothing."""
    plain = _BLANKS.sub("", url).lower()
    return urlsplit(plain).scheme if re.match(r"[a-z][a-z0-9+.-]*:", plain) else ""
