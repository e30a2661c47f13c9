"""The files of a report of quotes: DOCX, a page of its own, Markdown."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from coding_app.codebook.queries import language
from coding_app.core import paper
from coding_app.quotes.report import Line, Report, left_out, warning

# No quotation mark, no angle bracket and no ampersand: the file stands alone, its rules are written into it.
_RULES = (
    "@page { size: A4; margin: 18mm 16mm } body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; "
    "font: 11pt/1.5 Georgia, serif } section + section { break-before: page } figure { margin: 1.2em 0; "
    "break-inside: avoid } blockquote { margin: 0 0 .3em; padding-left: 1em; border-left: 3px solid #777; "
    "white-space: pre-line; overflow-wrap: anywhere } figcaption, .note { color: #444; font-size: 90% }"
)
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)


def told(line: Line) -> str:
    """Say who wrote a quote, when, where, and where it is found again."""
    return " · ".join(part for part in (line.who, line.when, line.where, line.reference) if part)


def docx_of(found: Report) -> bytes:
    """Return the report as DOCX, each code on its own page."""
    document = paper.sheet(found.title, language())
    for sentence in [warning(found), *left_out(found)]:
        if sentence:
            paper.add_line(document, (sentence, "q"))
    for number, section in enumerate(found.sections):
        if number:
            paper.new_page(document)
        document.add_heading(paper.printable(section.name), 1)
        if section.definition:
            paper.add_line(document, (section.definition, "q"))
        for label, lines in section.groups:
            document.add_heading(paper.printable(label), 2)
            for line in lines:
                paper.add_line(document, (line.context, "q"))
                paper.add_line(document, (line.text, "" if line.is_words else "i"), style="Intense Quote")
                paper.add_line(document, (told(line), "q"))
        if not section.groups:
            paper.add_line(document, (_("No quote."), "i"))
    return paper.bytes_of(document)


def html_of(found: Report) -> bytes:
    """Return the report as one HTML file that needs nothing else."""
    context = {
        "report": found,
        "sections": [
            (section, [(label, [(line, told(line)) for line in lines]) for label, lines in section.groups])
            for section in found.sections
        ],
        "sentences": [sentence for sentence in [warning(found), *left_out(found)] if sentence],
        "rules": format_html("<style>{}</style>", _RULES),
        "language": language(),
    }
    return render_to_string("quotes/report_file.html", context).encode()


def markdown_of(found: Report) -> bytes:
    """Return the report as Markdown; nothing that posts say acts as Markdown or HTML."""
    out = [f"# {escaped(found.title)}"]
    out += [f"*{escaped(sentence)}*" for sentence in [warning(found), *left_out(found)] if sentence]
    for section in found.sections:
        out.append(f"## {escaped(section.name)}")
        if section.definition:
            out.append(escaped(section.definition))
        for label, lines in section.groups:
            out.append(f"### {escaped(label)}")
            for line in lines:
                out += [escaped(line.context), _quoted(line.text), f"— {escaped(told(line))}"]
        if not section.groups:
            out.append(escaped(_("No quote.")))
    return ("\n\n".join(out) + "\n").encode()


def escaped(text: str) -> str:
    """Return a text that Markdown leaves as it is."""
    return _LINE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in escaped(text).splitlines())


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type and what writes it."""

    media_type: str
    write: Callable[[Report], bytes]


KINDS: dict[str, Kind] = {
    "docx": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx_of),
    "html": Kind("text/html; charset=utf-8", html_of),
    "md": Kind("text/markdown; charset=utf-8", markdown_of),
}
