"""Codings made elsewhere: the long table, doccano, Label Studio, and what is none of them."""

import io
import json

import openpyxl
import pytest

from coding_app.coding.imported import readers
from coding_app.coding.imported.rows import SENTENCES, CodingRow, UnknownFile, WrongRow

CAT = "Le chat 🐈 dort"


@pytest.fixture
def rows(tmp_path):
    def read(content, name="ana.jsonl", **more):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(readers.read(path, **more))

    return read


def lines(*examples):
    return "".join(f"{json.dumps(one)}\n" for one in examples)


def task(*results, data=None, person=3, **more):
    work = {"completed_by": person, "result": list(results)} | more
    return json.dumps([{"id": 9, "data": data or {"item": "p1", "text": CAT}, "annotations": [work]}])


def test_a_long_table(rows):
    table = "item,coder,code,start,end\np1,ana,pay,,\n\np1,ana,pay,0,3\n,ana,pay,,\np1,,pay\np1,ana,\n"
    assert rows(table, "t.csv") == [
        CodingRow(2, "p1", "ana", "pay"),
        CodingRow(4, "p1", "ana", "pay", 0, 3),
        WrongRow(5, "row_incomplete", "item"),
        WrongRow(6, "row_incomplete", "coder"),
        WrongRow(7, "row_incomplete", "code"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("-1", "3", WrongRow(2, "span_not_a_number", "-1")),
        ("0", "3.5", WrongRow(2, "span_not_a_number", "3.5")),
        ("²", "3", WrongRow(2, "span_not_a_number", "²")),
        ("0", "", WrongRow(2, "row_incomplete", "end")),
        ("", "3", WrongRow(2, "row_incomplete", "start")),
    ],
)
def test_places_that_are_none(rows, start, end, wrong):
    assert rows(f"item;coder;code;start;end\np1;ana;pay;{start};{end}\n", "t.csv") == [wrong]


def test_a_table_as_excel_saves_it_in_france(rows):
    table = "Code;Item;Coder\r\nRémunération;p1;Éva\r\n".encode("cp1252")
    assert rows(table, "t.csv") == [CodingRow(2, "p1", "Éva", "Rémunération")]


def workbook(**sheets):
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    book.save(target)
    return target.getvalue()


def test_one_sheet_per_coder(rows):
    ana = [["Item", "Code", "Start", "End"], ["p1", "pay"], ["p1", "cat", 0, 3], ["", "pay"]]
    bo = [["item", "coder", "code"], ["p1", None, "pay"], ["p2", "éva", "pay"]]
    notes = [["Lisez-moi"], ["Rien"]]
    assert rows(workbook(ana=ana, bo=bo, notes=notes), "t.xlsx") == [
        CodingRow(2, "p1", "ana", "pay"),
        CodingRow(3, "p1", "ana", "cat", 0, 3),
        WrongRow(4, "row_incomplete", "item"),
        CodingRow(2, "p1", "bo", "pay"),
        CodingRow(3, "p2", "éva", "pay"),
        WrongRow(1, "sheet_differs", "notes"),
    ]


def test_an_id_that_the_workbook_rounded_is_refused(rows):
    ana = [["item", "code"], [1220000000000000009, "pay"], ["p2", "pay"]]
    refused, kept = rows(workbook(ana=ana), "t.xlsx")
    assert (refused.line, refused.reason, kept) == (2, "item_rounded", CodingRow(3, "p2", "ana", "pay"))


def test_a_workbook_of_something_else(rows):
    with pytest.raises(UnknownFile):
        rows(workbook(posts=[["text", "author"], ["Bonjour", "Ana"]]), "t.xlsx")


def test_doccano(rows):
    content = lines(
        {"id": 4, "text": CAT, "label": ["pay", "hours"]},
        {"item": "p1", "text": CAT, "label": [[8, 9, "cat"]]},
        {"meta": {"external_id": "x7"}, "data": CAT, "username": "bo", "entities": [
            {"start_offset": 0, "end_offset": 2, "label": "cat"}]},
    )  # fmt: skip
    assert rows(content) == [
        CodingRow(1, "4", "ana", "pay", text=CAT),
        CodingRow(1, "4", "ana", "hours", text=CAT),
        CodingRow(2, "p1", "ana", "cat", 8, 9, CAT),
        CodingRow(3, "x7", "bo", "cat", 0, 2, CAT),
    ]


def test_doccano_of_somebody_else_and_lines_that_are_none(rows):
    content = lines({"item": "p1", "text": CAT, "label": [""]}) + "{\n[1]\n" + lines({"text": CAT, "label": ["pay"]})
    assert rows(content, coder="bo") == [
        WrongRow(1, "row_incomplete", "code"),
        WrongRow(2, "json_invalid"),
        WrongRow(3, "json_invalid"),
        WrongRow(4, "row_incomplete", "item"),
    ]


def test_label_studio(rows):
    choice = {"type": "choices", "value": {"choices": ["pay", "hours"]}}
    tree = {"type": "taxonomy", "value": {"taxonomy": [["work", "pay"]]}}
    assert rows(task(choice, tree), "x.json", coders={"3": "ana"}) == [
        CodingRow(1, "p1", "ana", "pay", text=CAT),
        CodingRow(1, "p1", "ana", "hours", text=CAT),
        CodingRow(1, "p1", "ana", "pay", text=CAT),
    ]


@pytest.mark.parametrize(("start", "end", "quote"), [(8, 10, "🐈"), (8, 9, "🐈")])
def test_label_studio_counts_utf_16_and_others_do_not(rows, start, end, quote):
    passage = {"type": "labels", "value": {"start": start, "end": end, "text": quote, "labels": ["cat"]}}
    assert rows(task(passage), "x.json") == [CodingRow(1, "p1", "3", "cat", 8, 9, CAT)]


def test_passages_after_the_cat(rows):
    passage = {"type": "labels", "value": {"start": 11, "end": 15, "text": "dort", "labels": ["cat"]}}
    assert rows(task(passage), "x.json") == [CodingRow(1, "p1", "3", "cat", 10, 14, CAT)]


@pytest.mark.parametrize(
    ("person", "coder"),
    [({"id": 3, "email": "ana@example.org"}, "ana@example.org"), ({"id": 3, "username": "ana"}, "ana"), (3, "3")],
)
def test_who_coded(rows, person, coder):
    choice = {"type": "choices", "value": {"choices": ["pay"]}}
    assert [row.coder for row in rows(task(choice, person=person), "x.json")] == [coder]


def test_what_label_studio_has_besides(rows):
    box = {"type": "rectanglelabels", "value": {"rectanglelabels": ["Car"]}}
    choice = {"type": "choices", "value": {"choices": ["pay"]}}
    assert rows(task(box), "x.json") == [WrongRow(1, "result_of_another_kind", "rectanglelabels")]
    assert rows(task(choice, was_cancelled=True), "x.json") == []
    assert rows(task(choice, data={"text": CAT}, person=None), "x.json") == [WrongRow(1, "row_incomplete", "coder")]


@pytest.mark.parametrize(
    ("content", "name"),
    [("", "a.csv"), ("a,b\n1,2\n", "a.csv"), ("{}", "a.json"), ("[1]", "a.json"), (b"PK\x03\x04", "a.zip")],
)
def test_files_of_another_kind(rows, content, name):
    with pytest.raises(UnknownFile):
        rows(content, name)


def test_every_reason_has_one_place_at_most():
    assert all(sentence.count("%(value)s") <= 1 for sentence in SENTENCES.values())
