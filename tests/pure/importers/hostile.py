"""Files made to break a reader, built in code, each with what must come of it."""

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

H = b"id,message,date\n"
DOCTYPE = '<!DOCTYPE a [<!ENTITY x "y">]>'
LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY b{n} '{'&a;' * 10}'>" for n in range(10)) + "]>"
OUTSIDE = '<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>'


@dataclass(frozen=True)
class Case:
    """Name a file and its outcome: so many posts and these places of problems, or one code that refuses it all."""

    name: str
    make: Callable[[], bytes]
    posts: int = 0
    places: tuple[tuple[int, str, str], ...] = ()
    refused: str = ""
    file: str = "f.bin"
    texts: tuple[str, ...] = field(default=())


def accept(name: str, content: bytes, posts: int, *texts: str) -> Case:
    return Case(name, lambda: content, posts, texts=texts)


def some(name: str, content: bytes, posts: int, *places: tuple[int, str, str]) -> Case:
    return Case(name, lambda: content, posts, places)


def refuse(name: str, code: str, content: bytes | Callable[[], bytes]) -> Case:
    return Case(name, content if callable(content) else lambda: content, refused=code)


def zipped(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def patched(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content and len(old) == len(new)
    return content.replace(old, new)


def lying(parts: dict[str, bytes]) -> bytes:
    """Write a zip that declares the first part far smaller than it is."""
    content = bytearray(zipped(parts))
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


def crowded(parts: dict[str, bytes]) -> bytes:
    """Write a zip whose list of parts says to be longer than any reader should read."""
    content = zipped(parts)
    return content[:-10] + struct.pack("<L", 9_000_000) + content[-6:]


TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def xlsx(rows: str, **parts: bytes | str) -> bytes:
    """Write the least XLSX there is around rows of XML; `__` stands for a slash in the names of parts."""
    least: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return zipped(least | {name.replace("__", "/"): content for name, content in parts.items()})


HEAD_ROW = f'<row r="1">{cell("A1", "id")}{cell("B1", "message")}</row>'
GOOD_ROW = f'<row r="2">{cell("A2", "1")}{cell("B2", "Bonjour")}</row>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, start: str = "") -> bytes:
    return zipped({"word/document.xml": f'{start}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'})


def says(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def opened(kind: str, body: str, start: str = "", **parts: str) -> bytes:
    mime = f"application/vnd.oasis.opendocument.{kind}"
    spaces = "".join(f' xmlns:{n}="{ODF}{n}:1.0"' for n in ("office", "text", "table"))
    content = f"{start}<office:document-content{spaces}><office:body>{body}</office:body></office:document-content>"
    return zipped({"mimetype": mime, "content.xml": content} | {n.replace("__", "/"): c for n, c in parts.items()})


def ods(rows: str, start: str = "") -> bytes:
    return opened("spreadsheet", f'<table:table table:name="A">{rows}</table:table>', start)


def lines(*values: object) -> bytes:
    return "\n".join(v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values).encode()


DELIMITED = (
    refuse("empty", "file_empty", b""),
    refuse("only-blank-lines", "file_no_rows", b"\n \n\n"),
    refuse("only-a-mark", "file_no_rows", b"\xef\xbb\xbf"),
    refuse("header-alone", "text_column_unknown", b"id,message,date"[:2] + b",\n"),
    some("unclosed-quote-first", H + b'1,"un,2020-01-01\n2,deux,2020-01-01\n', 1, (2, "", "quote_unbalanced")),
    some("unclosed-quote-last", H + b'1,un,\n2,"deux,\n', 1, (3, "", "quote_unbalanced")),
    some("quote-inside", H + b'1,"un" deux,\n2,trois,\n', 1, (2, "", "quote_unbalanced")),
    accept("quote-in-the-middle", H + b'1,il a dit "oui",\n2,non,\n', 2, 'il a dit "oui"', "non"),
    accept("newline-in-quotes", H + b'1,"un\r\ndeux",\n', 1, "un\r\ndeux"),
    accept("bare-carriage-returns", H.replace(b"\n", b"\r") + b"1,un,\r2,deux,\r", 2, "un", "deux"),
    accept("mixed-line-ends", H + b"1,un,\r\n2,deux,\n", 2, "un", "deux"),
    accept("duplicate-headers", b"id,message,message\n1,un,deux\n", 1, "un"),
    accept("blank-headers", b"id,,message,\n1,x,un mot de trop,\n", 1, "un mot de trop"),
    accept("no-header", b"1,Bonjour les collegues du secteur.,2020-01-01\n2,Et bon courage !,2020-01-02\n", 2),
    accept("lines-above-header", b"Export,,\nid,message,auteur\n1,Bonjour,A\n", 1, "Bonjour"),
    some("nul", H + b"1,u\0n,\n2,deux,\n", 1, (2, "message", "nul_character")),
    some("nul-in-id", H + b"1\0,un,\n2,deux,\n", 1, (2, "id", "nul_character")),
    refuse("all-nul", "file_binary", b"\0\1\2\3" * 100),
    some("broken-utf8", H + "1,déjà,\n".encode() + b"2,\xff,\n", 1, (3, "message", "broken_bytes")),
    some("surrogate-bytes", H + "1,été à déjà,\n".encode() + b"2,\xed\xa0\x80,\n", 1, (3, "message", "broken_bytes")),
    accept("overlong-line-ends", H + "1,un\u2028deux,\n2,trois\x85,\n".encode(), 2, "un\u2028deux", "trois"),
    accept("mark-in-the-middle", H + "1,un,\n\ufeff2,deux,\n".encode(), 2, "un", "deux"),
    accept("mark-before-header", b"\xef\xbb\xbf" + H + b"1,un,\n", 1, "un"),
    accept("utf16-with-mark", "id;message\n1;été\n".encode("utf-16"), 1, "été"),
    accept("utf16-without-mark", "id;message\n1;avant\n".encode("utf-16-le"), 1, "avant"),
    some("utf16-cut-in-a-character", "id;message\n1;un\n".encode("utf-16")[:-1], 0, (2, "message", "broken_bytes")),
    accept("cp1252", "id;message\n1;Ça marche à peu près…\n".encode("cp1252"), 1, "Ça marche à peu près…"),
    some("cell-of-3-mb", H + b"1," + b"a" * 3_000_000 + b",\n2,deux,\n", 1, (2, "", "cell_too_long")),
    accept("cell-of-200-kb", H + b"1," + b"a" * 200_000 + b",\n", 1),
    refuse("hundred-thousand-columns", "too_many_columns", lambda: b"a," * 100_000 + b"\n" + b"1," * 100_000),
    some("too-many-cells", H + b"1,un,,,x\n2,deux\n", 1, (2, "", "too_many_cells")),
    accept("too-few-cells", H + b"1,un\n", 1, "un"),
    some("day-that-is-not", H + b"1,un,31/02/2020\n", 0, (2, "date", "date_impossible")),
    some("year-0", H + b"1,un,0000-01-01T00:00:00Z\n2,deux,\n", 1, (2, "date", "date_impossible")),
    some("year-1", H + b"1,un,0001-01-01T00:00:00+14:00\n", 0, (2, "date", "date_out_of_range")),
    some("year-9999", H + b"1,un,9999-12-31T23:59:59-12:00\n", 0, (2, "date", "date_out_of_range")),
    some("year-99999", H + b"1,un,99999-12-31\n", 0, (2, "date", "date_unknown")),
    some("epoch-too-large", H + b"1,un,99999999999999999999\n", 0, (2, "date", "date_out_of_range")),
    some("offset-too-wide", H + b"1,un,2020-01-01T00:00:00+23:59\n", 0, (2, "date", "date_impossible")),
    some("id-in-scientific", H + b'"1,9E+18",un,\n', 0, (2, "id", "id_scientific")),
    some("self-reply", b"id,message,parent_id\n1,un,1\n", 1, (2, "parent_id", "parent_is_self")),
    accept("parent-that-is-not-there", b"id,message,parent_id\n1,un,99\n", 1),
    accept("huge-id", H + b"9" * 300 + b",un,\n", 1),
    some(
        "count-not-a-number",
        b"id,message,likes\n1,un,NaN\n2,deux,1e400\n3,a,1\n4,b,2\n5,c,3\n6,d,4\n",
        6,
        (3, "likes", "number_unknown"),
    ),
    some("formula", b"id,message\n1,=HYPERLINK(A1)\n", 1, (2, "message", "formula_kept")),
    accept("markup", b"id,message\n1,<script>alert(1)</script>\n", 1, "<script>alert(1)</script>"),
    accept("right-to-left-mark", "id,message\n1,a\u202eb\n".encode(), 1),
    refuse("an-image", "file_binary", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    refuse("old-xls", "archive_encrypted", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    refuse("packed-with-zstandard", "archive_zstandard", b"\x28\xb5\x2f\xfd" + bytes(600)),
    refuse("gzip-bomb", "file_unknown", lambda: gzip.compress(bytes(20_000_000))),
    refuse("gzip-cut", "archive_damaged", gzip.compress(b"id,message\n1,un\n")[:20]),
)

JSON = (
    some("nan", lines({"id": "1", "text": "un"}, '{"id":"2","text":"deux","n":NaN}'), 1, (2, "", "json_not_a_number")),
    some("infinity", lines({"id": "1", "text": "un"}, '{"id":"2","n":-Infinity}'), 1, (2, "", "json_not_a_number")),
    some("1e400", lines({"id": "1", "text": "un"}, '{"id":"2","n":1e400}'), 1, (2, "", "json_not_a_number")),
    some(
        "huge-integer", lines({"id": "1", "text": "un"}, '{"id":' + "9" * 5000 + "}"), 1, (2, "", "json_not_a_number")
    ),
    accept("integer-of-30-digits", lines({"id": 10**30, "text": "un"}, {"id": 1, "text": "deux"}), 2),
    some("float-id", lines({"id": 1.9e18, "text": "un"}, {"id": 1, "text": "deux"}), 1, (1, "id", "id_scientific")),
    some(
        "lone-surrogate",
        lines({"id": "1", "text": "un"}, '{"id":"2","text":"\\ud83d"}'),
        1,
        (2, "text", "broken_character"),
    ),
    accept("pair-of-surrogates", lines({"id": "1", "text": "un"}, '{"id":"2","text":"\\ud83d\\ude00"}'), 2, "un", "😀"),
    some(
        "nul-escaped", lines({"id": "1", "text": "un"}, '{"id":"2","text":"a\\u0000"}'), 1, (2, "text", "nul_character")
    ),
    some("control-raw", lines({"id": "1", "text": "un"}, '{"id":"2","text":"a\x01"}'), 1, (2, "20", "json_invalid")),
    some(
        "key-twice",
        lines({"id": "1", "text": "un"}, '{"id":"2","id":"3","text":"a"}'),
        1,
        (2, "", "json_duplicate_key"),
    ),
    some("line-cut", lines({"id": "1", "text": "un"}, '{"id":"2","te'), 1, (2, "11", "json_invalid")),
    some(
        "garbage-between",
        lines({"id": "1", "text": "un"}, "oups", {"id": "3", "text": "trois"}),
        2,
        (2, "1", "json_invalid"),
    ),
    some(
        "garbage-first", lines("oups", {"id": "2", "text": "b"}, {"id": "3", "text": "c"}), 2, (1, "1", "json_invalid")
    ),
    some("two-in-a-line", lines({"id": "1", "text": "un"}, '{"id":"2"}{"id":"3"}'), 1, (2, "11", "json_invalid")),
    some(
        "not-objects",
        lines({"id": "1", "text": "un"}, "[1]", "3", "null"),
        1,
        *((n, "", "json_not_object") for n in (2, 3, 4)),
    ),
    accept("mark-on-each-line", "\ufeff".join(["", '{"text":"un"}\n', '{"text":"deux"}\n']).encode(), 2, "un", "deux"),
    accept("line-separators", lines({"text": "a\u2028b"}, {"text": "c\x85d"}), 2, "a\u2028b", "c\x85d"),
    refuse("deep-object", "json_too_deep", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    refuse("deep-object-unclosed", "json_too_deep", b'{"a":' * 100_000),
    refuse("deep-array", "json_too_deep", b"[" * 100_000 + b"]" * 100_000),
    some(
        "deep-line",
        lines({"text": "un"}, '{"text":' + "[" * 100_000 + "]" * 100_000 + "}"),
        1,
        (2, "", "json_too_deep"),
    ),
    some(
        "deep-element",
        b'[{"text":"un"},{"text":' + b"[" * 300 + b"]" * 300 + b'},{"text":"b"}]',
        2,
        (1, "", "json_too_deep"),
    ),
    some("array-cut", b'[{"id":"1","text":"a"},\n{"id":"2","te', 1, (2, "", "json_invalid")),
    some("array-not-closed", b'[{"id":"1","text":"a"},\n', 1, (2, "", "json_invalid")),
    refuse("empty-array", "text_column_unknown", b"[]"),
    refuse("array-of-numbers", "json_not_object", b"[ [1,2], [3] ]"),
    some("single-quotes", b"{'a': 1}", 1, (0, "", "interview_without_speakers")),
    refuse(
        "thousands-of-names", "too_many_columns", lambda: json.dumps(dict.fromkeys(map(str, range(5_000)), 1)).encode()
    ),
    accept("text-is-a-number", lines({"id": 1, "text": 42}, {"id": 2, "text": True}), 2, "42", "true"),
    some("text-is-null", lines({"id": 1, "text": "un mot"}, {"id": 2, "text": None}), 1, (2, "text", "empty_text")),
    accept("text-is-a-list", lines({"id": 1, "text": ["a", "b"]}, {"id": 2, "text": "c"}), 2, "a, b", "c"),
)

WORKBOOKS = (
    accept("least-workbook", xlsx(HEAD_ROW + GOOD_ROW), 1, "Bonjour"),
    refuse("no-sheet", "file_empty", xlsx("", **{"xl__workbook.xml": "<workbook/>"})),
    refuse("no-relations", "archive_damaged", xlsx("", **{"xl___rels__workbook.xml.rels": "<a/>"})),
    refuse("empty-sheet", "file_no_rows", xlsx("")),
    refuse("bad-xml", "archive_damaged", xlsx(HEAD_ROW + "<row>")),
    refuse("doctype", "archive_doctype", xlsx(HEAD_ROW, **{"xl__sharedStrings.xml": DOCTYPE + "<sst/>"})),
    refuse("laughs", "archive_doctype", xlsx(HEAD_ROW, **{"xl__sharedStrings.xml": LAUGHS + "<sst>&b9;</sst>"})),
    refuse("outside-entity", "archive_doctype", xlsx(HEAD_ROW, **{"xl__styles.xml": OUTSIDE + "<styleSheet/>"})),
    refuse("doctype-in-utf16", "archive_doctype", xlsx("", **{"xl__a.xml": (DOCTYPE + "<a/>").encode("utf-16")})),
    refuse(
        "doctype-in-utf7", "archive_damaged", xlsx("", **{"xl__a.xml": '<?xml version="1.0" encoding="UTF-7"?><a/>'})
    ),
    refuse("doctype-in-utf32", "archive_damaged", xlsx("", **{"xl__a.xml": (DOCTYPE + "<a/>").encode("utf-32")})),
    refuse(
        "strings-bomb",
        "archive_compressed_too_much",
        lambda: xlsx(HEAD_ROW, **{"xl__sharedStrings.xml": b"<sst>" + b" " * 11_000_000}),
    ),
    refuse("sheet-bomb", "archive_compressed_too_much", lambda: xlsx("<row/>" * 2_000_000)),
    some(
        "column-out-of-reach",
        xlsx(HEAD_ROW + GOOD_ROW + f'<row r="3">{cell("XFD3", "x")}</row>'),
        1,
        (3, "", "too_many_columns"),
    ),
    refuse(
        "column-that-is-none", "archive_damaged", xlsx(HEAD_ROW + GOOD_ROW + f'<row r="3">{cell("ZZZZZ3", "x")}</row>')
    ),
    refuse("row-that-is-no-number", "archive_damaged", xlsx(HEAD_ROW + f'<row r="x">{cell("A", "x")}</row>')),
    refuse(
        "string-that-is-not-there", "archive_damaged", xlsx(HEAD_ROW + '<row r="2"><c r="A2" t="s"><v>9</v></c></row>')
    ),
    some(
        "number-rounded",
        xlsx(HEAD_ROW + f'<row r="2"><c r="A2"><v>1997370581860180189</v></c>{cell("B2", "a")}</row>'),
        0,
        (2, "id", "id_rounded"),
    ),
    accept(
        "error-cell",
        xlsx(HEAD_ROW + GOOD_ROW + f'<row r="3"><c r="A3" t="e"><v>#N/A</v></c>{cell("B3", "a")}</row>'),
        2,
    ),
)

TEXTS = (
    accept("word", docx(says("Q : Où ?") + says("R : Là.")), 2, "Où ?", "Là."),
    refuse("word-doctype", "archive_doctype", docx(says("Q : Où ?"), DOCTYPE)),
    refuse("word-laughs", "archive_doctype", docx(says("&b9;"), LAUGHS)),
    refuse("word-outside-entity", "archive_doctype", docx(says("a"), OUTSIDE)),
    refuse(
        "word-doctype-in-utf16", "archive_doctype", zipped({"word/document.xml": (DOCTYPE + "<a/>").encode("utf-16")})
    ),
    refuse("word-bomb", "archive_compressed_too_much", lambda: docx(says("a" * 11_000_000))),
    refuse("word-deep", "xml_too_deep", docx("<w:a>" * 100_000 + "</w:a>" * 100_000)),
    refuse("word-bad-xml", "archive_damaged", docx("<w:p>")),
    refuse("word-without-words", "file_empty", docx("<w:p/>")),
    refuse("word-in-utf7", "archive_damaged", docx(says("a"), '<?xml version="1.0" encoding="UTF-7"?>')),
    accept("odt", opened("text", "<text:p>Q : Où ?</text:p><text:p>R : Là.</text:p>"), 2, "Où ?", "Là."),
    refuse("odt-laughs", "archive_doctype", opened("text", "<text:p>&b9;</text:p>", LAUGHS)),
    refuse("odt-deep", "xml_too_deep", opened("text", "<text:p>" * 10_000)),
    some(
        "odt-of-spaces",
        opened("text", '<text:p>un<text:s text:c="99999999999"/>deux</text:p>'),
        1,
        (0, "", "interview_without_speakers"),
    ),
    refuse("odt-locked", "archive_encrypted", opened("text", "", **{"META-INF__manifest.xml": "<encryption-data/>"})),
    refuse("ods-laughs", "archive_doctype", ods("", LAUGHS)),
    refuse("ods-empty", "file_no_rows", ods("")),
    refuse(
        "ods-repeats",
        "archive_compressed_too_much",
        ods(
            '<table:table-row table:number-rows-repeated="99999999"><table:table-cell><text:p>a</text:p>'
            "</table:table-cell></table:table-row>"
        ),
    ),
    refuse(
        "ods-wide",
        "file_no_rows",
        ods(
            '<table:table-row><table:table-cell table:number-columns-repeated="99999999"><text:p>a</text:p>'
            "</table:table-cell></table:table-row>"
        ),
    ),
    accept("rtf", rb"{\rtf1 Q : a ?\par R : b\par}", 2, "a ?", "b"),
    refuse("rtf-of-braces", "file_empty", b"{\\rtf1" + b"{" * 100_000),
    refuse("rtf-with-wrong-numbers", "archive_damaged", rb"{\rtf1 \u99999999? a}"),
    some(
        "captions-of-tags",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v " * 100_000,
        1,
        (0, "", "interview_without_speakers"),
    ),
    some("text-of-colons", b"a:" * 100_000, 1, (0, "", "interview_without_speakers")),
    some("text-of-times", b"00:00:01 " * 20_000, 1, (0, "", "interview_without_speakers")),
    refuse("text-of-too-many-lines", "interview_too_long", b"a\n" * 50_001),
)

GOOD_ZIP = {"a.txt": b"bonjour"}
ARCHIVES = (
    refuse("zip-of-text", "archive_unknown", zipped(GOOD_ZIP)),
    refuse("zip-cut", "archive_damaged", zipped(GOOD_ZIP)[:40]),
    refuse("zip-in-name-only", "archive_damaged", b"PK\x03\x04" + b"x" * 500),
    refuse("zip-with-traversal", "archive_unsafe_name", zipped({"../../etc/passwd": b"x"})),
    refuse("zip-with-absolute-name", "archive_unsafe_name", zipped({"/etc/passwd": b"x"})),
    refuse("zip-with-backslashes", "archive_unsafe_name", zipped({"..\\a.txt": b"x"})),
    refuse("zip-with-nul-in-name", "archive_unsafe_name", patched(zipped(GOOD_ZIP), b"a.txt", b"a\0txt")),
    refuse(
        "zip-with-password",
        "archive_encrypted",
        patched(zipped(GOOD_ZIP), b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0"),
    ),
    refuse("zip-with-lzma", "archive_damaged", zipped(GOOD_ZIP, zipfile.ZIP_LZMA)),
    refuse("zip-bomb", "archive_compressed_too_much", lambda: zipped({"a.txt": bytes(11_000_000)})),
    refuse("zip-of-many", "archive_too_many_entries", crowded(GOOD_ZIP)),
    refuse("zip-that-lies", "archive_damaged", lying({"word/document.xml": docx(says("a" * 5000))})),
)

CASES = (*DELIMITED, *JSON, *WORKBOOKS, *TEXTS, *ARCHIVES)
