"""Turn the HTML and Markdown that platforms keep into plain text, and collect links and descriptions of pictures."""

import html
import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

_PARAGRAPHS = frozenset({
    "p", "blockquote", "pre", "ul", "ol", "dl", "table", "aside", "section", "article", "header", "footer", "figure",
    "hr", "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_LINES = frozenset(["div", "li", "dt", "dd", "tr", "figcaption", "summary", "details"])
_UNSEEN = frozenset(["script", "style", "template", "noscript", "svg", "head"])
_SPACE = re.compile(r"[ \t\r\n\f]+")  # a no-break space stays: French needs it before ? ! : ;
_ADDRESS = re.compile(r"https?://", re.I)
# Possessive, so that each stretch of a hostile text is looked at once; a quoted value may hold > but no <.
_TOKEN = re.compile(
    r"<(?:(?P<comment>!--)"
    r"|(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*+)(?P<attributes>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)>"
    r"|[!?/][^<>]*+>)"
)
_ATTRIBUTE = re.compile(r"([^\s=\"'/]++)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']++)))?")
_DEEPEST_QUOTE = 5
# More signs than any text has: rendering them would take too long, so the text stays as it was written.
_SIGNS = re.compile(r"[\[\]*_>`<!#~-]")
_MOST_SIGNS = 2_000
_MARKDOWN = MarkdownIt("commonmark", {"breaks": True, "html": False})


@dataclass(frozen=True, slots=True)
class Markup:
    """Hold what a body in HTML says: its text, the addresses it links to, the description of each picture."""

    text: str
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()


class _Reader:
    """Collect text while tags open and close; nothing is nested, so no depth can exhaust it."""

    def __init__(self) -> None:
        self.links: dict[str, None] = {}
        self.images: list[str] = []
        self._pieces: list[str] = []
        self._breaks = 0
        self._unseen = 0
        self._verbatim = 0
        self._quoted = 0

    def read(self, body: str) -> None:
        """Go through a body from tag to tag; what looks like a tag and is none stays as text."""
        done = 0
        comments_end = True
        for token in _TOKEN.finditer(body):
            if token.start() < done:
                continue
            self._data(body[done : token.start()])
            done = token.end()
            if token["tag"] and token["end"]:
                self._close(token["tag"].lower())
            elif token["tag"]:
                self._open(token["tag"].lower(), token["attributes"])
            elif token["comment"] and comments_end:
                end = body.find("-->", done)
                comments_end = end >= 0
                done = end + 3 if comments_end else done
        self._data(body[done:])

    def _open(self, tag: str, attributes: str) -> None:
        self._unseen += tag in _UNSEEN
        self._quoted += tag == "blockquote"
        self._verbatim += tag == "pre"
        self._break(tag)
        if tag == "br":
            self._breaks = min(2, self._breaks + 1)
        elif tag == "li":
            self._write("- ")
        elif tag == "a":
            self._link(_named(attributes))
        elif tag == "img":
            self._picture(_named(attributes))

    def _close(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._break(tag)
        self._quoted = max(0, self._quoted - (tag == "blockquote"))
        self._verbatim = max(0, self._verbatim - (tag == "pre"))

    def _data(self, written: str) -> None:
        """Take text; outside of pre, runs of spaces and line ends count as one space."""
        if self._unseen or not written:
            return
        data = html.unescape(written)
        if not self._verbatim:
            data = _SPACE.sub(" ", data)
            if self._breaks or not self._pieces or self._pieces[-1].endswith((" ", "\n")):
                data = data.removeprefix(" ")
        self._write(data)

    def _break(self, tag: str) -> None:
        self._breaks = max(self._breaks, 2 if tag in _PARAGRAPHS else tag in _LINES)

    def _write(self, data: str) -> None:
        if not data or self._unseen:
            return
        prefix = "> " * min(self._quoted, _DEEPEST_QUOTE)
        if self._pieces and self._breaks:
            self._pieces.append("\n" * self._breaks + prefix)
        elif not self._pieces:
            self._pieces.append(prefix)
        self._breaks = 0
        self._pieces.append(data.replace("\n", f"\n{prefix}") if self._quoted else data)

    def _link(self, attributes: dict[str, str]) -> None:
        address = attributes.get("href") or ""
        marks = (attributes.get("class") or "").split()
        if _ADDRESS.match(address) and not {"mention", "hashtag"} & set(marks):
            self.links[address] = None

    def _picture(self, attributes: dict[str, str]) -> None:
        described = (attributes.get("alt") or "").strip()
        if "emoji" in (attributes.get("class") or "").split():
            self._write(described)
        else:
            self.images.append(described)

    def text(self) -> str:
        """Return the text so far, without spaces at the ends of lines."""
        return "\n".join(line.rstrip(" ") for line in "".join(self._pieces).split("\n")).strip()


def _named(attributes: str) -> dict[str, str]:
    found = (m for m in _ATTRIBUTE.finditer(attributes))
    return {m[1].lower(): html.unescape(m[2] or m[3] or m[4] or "") for m in found}


def read_html(body: str) -> Markup:
    """Return text, links and picture descriptions of a body in HTML; mentions and hashtags are no links."""
    if "<" not in body:
        return Markup(html.unescape(body).strip())
    reader = _Reader()
    reader.read(body)
    return Markup(reader.text(), tuple(reader.links), tuple(reader.images))


def text_of_html(body: str) -> str:
    """Return the text of a body in HTML: paragraphs and line breaks kept, quoted lines behind "> ", no script."""
    return read_html(body).text


def read_markdown(body: str) -> Markup:
    """Return text, links and picture descriptions of a body in Markdown; a single line end counts as people mean it."""
    if len(_SIGNS.findall(body)) > _MOST_SIGNS:
        return Markup(body.strip())
    return read_html(_MARKDOWN.render(body))


def text_of_markdown(body: str) -> str:
    """Return the text of a body in Markdown, without its signs."""
    return read_markdown(body).text
