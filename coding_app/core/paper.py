"""Documents on A4 paper as DOCX files: margins, styles, no trace of who made them."""

import io
import re
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

# What no XML can carry.
_UNCARRIED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_QUIET = "595959"


def printable(text: str) -> str:
    """Return a text without the characters that a document cannot hold."""
    return _UNCARRIED.sub("", text)


def sheet(title: str, language: str) -> Any:
    """Return an empty A4 document with a title and numbered pages."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    run_properties = normal.element.get_or_add_rPr()
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "fr-FR" if language == "fr" else "en-GB")
    run_properties.append(spoken)
    about = document.core_properties
    about.title, about.author, about.comments, about.language = printable(title), "", "", language
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)
    _number_pages(section.footer.paragraphs[0])
    document.add_heading(printable(title), 0)
    return document


def _number_pages(paragraph: Any) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph.alignment = 1
    paragraph._p.append(field)  # noqa: SLF001  (the library has no other way to write a field)


def new_page(document: Any) -> None:
    """Go on at the top of the next page."""
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def add_line(document: Any, *parts: tuple[str, str], style: str | None = None) -> Any:
    """Add a paragraph of parts, each (text, how): "b" bold, "i" italic, "q" small and gray, "" plain."""
    paragraph = document.add_paragraph(style=style)
    for text, how in parts:
        run = paragraph.add_run(printable(text))
        run.bold, run.italic = "b" in how or None, "i" in how or None
        if "q" in how:
            run.font.size = Pt(9)
            run.font.color.rgb = docx.shared.RGBColor.from_string(_QUIET)
    return paragraph


def shade(run: Any, pattern: str, colour: str) -> None:
    """Lay a pattern in a color (#rrggbb) behind a run, so that the color is never alone."""
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), pattern)
    shading.set(qn("w:color"), colour.removeprefix("#"))
    shading.set(qn("w:fill"), "FFFFFF")
    run._r.get_or_add_rPr().append(shading)  # noqa: SLF001  (the library has no other way to shade a run)


def bytes_of(document: Any) -> bytes:
    """Return the file of a document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
