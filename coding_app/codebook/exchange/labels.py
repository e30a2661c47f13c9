"""Code lists of other tools: doccano's JSON, Label Studio's configuration, and plain lists of names; pure.

Sources: doccano, import of labels (`text`, `suffix_key`, `background_color`; its own export writes the same names in
camel case); Label Studio, reference of the tags Choices, Choice, Labels, Label and Header.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET  # writes only; files are read by defusedxml

from defusedxml import ElementTree as Defused
from defusedxml.common import DefusedXmlException

from coding_app.codebook.exchange import colours
from coding_app.codebook.exchange.neutral import MAX_DEPTH, MAX_ENTRIES, Codebook, Entry, Words, checked, one_line, walk
from coding_app.codebook.exchange.own_json import loaded
from coding_app.codebook.exchange.refusals import UnusableCodebook
from coding_app.codebook.exchange.tables import decoded
from coding_app.codebook.slugs import plain

MAX_MB = 5
LONGEST_DOCCANO = 100
_DEFAULT_COLOUR = "#657288"
# Each level of the tree takes a Choices or View and a Choice.
MAX_ELEMENT_DEPTH = 3 * MAX_DEPTH
LOOSE = "codes"


def applied(form: Codebook, language: str) -> list[tuple[Entry, str]]:
    """Return the entries that can be applied, with a name no other has: that of their dimension comes before it."""
    found = [(one, top) for top in form.entries for one, _ in walk([top]) if one.is_codable]
    count = Counter(one.name.read(language) for one, _ in found)
    taken: Counter[str] = Counter()
    result: list[tuple[Entry, str]] = []
    for one, top in found:
        name = one.name.read(language)
        wanted = name if count[name] == 1 else f"{top.name.read(language)} / {name}"
        result.append((one, _free(wanted, taken, " ({})")))
    return result


def _free(name: str, taken: Counter[str], form: str) -> str:
    """Return a name nobody has: the one wanted, or the same with a number from 2 behind it."""
    free = name
    while taken[free]:
        taken[name] += 1
        free = name + form.format(taken[name])
    taken[free] += 1
    return free


def write_doccano(form: Codebook, language: str) -> bytes:
    """Write doccano's file: one flat list, names and keys used once."""
    found: list[dict[str, Any]] = []
    keys: set[str] = set()
    for entry, name in applied(checked(form), language):
        key = entry.key if entry.key not in keys else ""
        keys.add(key)
        colour = entry.colour or _DEFAULT_COLOUR
        short = {"text": name[:LONGEST_DOCCANO], "prefix_key": None, "suffix_key": key or None}
        found.append(short | {"background_color": colour, "text_color": "#ffffff"})
    return json.dumps(found, ensure_ascii=False, indent=2).encode() + b"\n"


def read_doccano(data: bytes, language: str) -> Codebook:
    """Read doccano's file, in the words of its import or of its export; raises UnusableCodebook."""
    content = loaded(data)
    if not isinstance(content, list) or not all(isinstance(one, dict) and "text" in one for one in content):
        raise UnusableCodebook("json_other")
    if len(content) > MAX_ENTRIES:
        raise UnusableCodebook("too_many", limit=str(MAX_ENTRIES))
    return checked(Codebook(entries=tuple(_of_doccano(one, language) for one in content)))


def _of_doccano(content: dict[str, Any], language: str) -> Entry:
    read = {}
    for name, other in (
        ("text", "text"),
        ("suffix_key", "suffixKey"),
        ("background_color", "backgroundColor"),
    ):
        value = content.get(name) if content.get(name) is not None else content.get(other)
        if value is not None and not isinstance(value, str):
            raise UnusableCodebook("json_field", field=name)
        read[name] = value or ""
    colour = colours.read(read["background_color"], read["text"])
    return Entry(Words.of(read["text"], language), key=read["suffix_key"], colour=colour)


def write_list(form: Codebook, language: str) -> bytes:
    """Write the names of the codes, one a line."""
    return "".join(f"{name}\n" for _, name in applied(checked(form), language)).encode()


def read_list(data: bytes, language: str) -> Codebook:
    """Read names, one a line; a name written twice is one code; raises UnusableCodebook."""
    names = dict.fromkeys(filter(None, map(one_line, decoded(data, MAX_MB).splitlines())))
    if len(names) > MAX_ENTRIES:
        raise UnusableCodebook("too_many", limit=str(MAX_ENTRIES))
    return checked(Codebook(entries=tuple(Entry(Words.of(name, language)) for name in names)))


def write_label_studio(form: Codebook, language: str) -> bytes:
    """Write a configuration of Label Studio: Choices for each dimension, a View with a Header for each group."""
    checked(form)
    root = ET.Element("View")
    ET.SubElement(root, "Text", {"name": "text", "value": "$text"})
    taken: Counter[str] = Counter()
    for dimension in _dimensions(form):
        view = ET.SubElement(root, "View")
        ET.SubElement(view, "Header", {"value": dimension.name.read(language)})
        attributes = {
            "name": _free(dimension.slug or plain(dimension.name.read(language)), taken, "_{}"),
            "toName": "text",
            "choice": "single" if dimension.selection == "one" else "multiple",
        }
        _add_choices(ET.SubElement(view, "Choices", attributes), dimension, language)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode").encode() + b"\n"


def _dimensions(form: Codebook) -> Iterator[Entry]:
    """Yield the entries of the top level that hold others, then one for those that lie in none."""
    yield from (entry for entry in form.entries if entry.entries or not entry.is_codable)
    loose = tuple(entry for entry in form.entries if entry.is_codable and not entry.entries)
    if loose:
        yield Entry(Words.of(LOOSE, "en"), kind="dimension", slug=LOOSE, entries=loose)


def _add_choices(parent: ET.Element, holder: Entry, language: str) -> None:
    for entry in holder.entries:
        if entry.is_codable:
            attributes = {
                "value": entry.name.read(language),
                "alias": entry.slug,
                "hotkey": entry.key,
                "background": entry.colour,
                "hint": entry.definition.read(language),
            }
            element = ET.SubElement(parent, "Choice", {name: value for name, value in attributes.items() if value})
        else:
            element = ET.SubElement(parent, "View")
            ET.SubElement(element, "Header", {"value": entry.name.read(language)})
        _add_choices(element, entry, language)


def read_label_studio(data: bytes, language: str) -> Codebook:
    """Read a configuration of Label Studio: a dimension for each Choices, Labels or Taxonomy."""
    if len(data) > MAX_MB << 20:
        raise UnusableCodebook("too_large", limit=str(MAX_MB))
    try:
        root = Defused.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnusableCodebook("archive_doctype") from error
    except ET.ParseError as error:
        raise UnusableCodebook("xml_broken", line=str(error.position[0])) from error
    except (ValueError, LookupError) as error:
        raise UnusableCodebook("xml_broken", line="1") from error
    if root.tag != "View":
        raise UnusableCodebook("xml_other", name=str(root.tag)[:120])
    entries = tuple(_controls(root, language, 0))
    if not entries:
        raise UnusableCodebook("xml_other", name="View")
    return checked(Codebook(entries=entries))


def _is_control(tag: str) -> bool:
    return tag in {"Choices", "Taxonomy"} or tag.endswith("Labels")


def _controls(parent: ET.Element, language: str, depth: int) -> Iterator[Entry]:
    """Yield the dimensions below an element; a Header says the name of the one that follows it."""
    _check_depth(depth)
    heading = ""
    for element in parent:
        if element.tag == "Header":
            heading = element.get("value", "")
        elif _is_control(element.tag):
            name = element.get("name", "")
            is_one = element.get("choice", "multiple" if element.tag == "Taxonomy" else "single").startswith("single")
            yield Entry(
                Words.of(one_line(heading) or name or element.tag, language),
                kind="dimension",
                slug=name,
                selection="one" if is_one else "any",
                entries=tuple(_choices(element, language, depth + 1)),
            )
            heading = ""
        else:
            yield from _controls(element, language, depth + 1)


def _choices(parent: ET.Element, language: str, depth: int) -> Iterator[Entry]:
    _check_depth(depth)
    for element in parent:
        if element.tag in {"Choice", "Label"}:
            name = element.get("value", "")
            yield Entry(
                Words.of(name or element.get("alias", ""), language),
                definition=Words.of(element.get("hint", ""), language),
                slug=element.get("alias", ""),
                key=element.get("hotkey", ""),
                colour=colours.read(_hexadecimal(element.get("background", "")), name),
                entries=tuple(_choices(element, language, depth + 1)),
            )
        elif element.tag == "View":
            header = element.find("Header")
            below = tuple(_choices(element, language, depth + 1))
            if header is not None and header.get("value", "").strip():
                yield Entry(Words.of(header.get("value", ""), language), kind="group", entries=below)
            else:
                yield from below


def _hexadecimal(colour: str) -> str:
    """Return a color written in digits; Label Studio also takes the words of CSS, which say none here."""
    return colour if colour.startswith("#") else ""


def _check_depth(depth: int) -> None:
    if depth > MAX_ELEMENT_DEPTH:
        raise UnusableCodebook("too_deep", limit=str(MAX_DEPTH))
