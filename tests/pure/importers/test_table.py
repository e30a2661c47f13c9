"""Tables of any kind become posts; what cannot is named with its line, column and reason."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from corpus.importers import registry, table
from corpus.importers.base import Medium, Recipe, UnreadableFile
from tests.pure.importers.conftest import FIXTURES, places, read

PLAIN = "id,message,auteur,date\n"


def test_a_french_group_export_golden():
    path = FIXTURES / "aides.csv"
    recipe = registry.guess_recipe(path)
    assert recipe.to_dict() == {
        "format": "table",
        "date_order": "",
        "timezone": "Europe/Paris",
        "encoding": "cp1252",
        "delimiter": ";",
        "sheet": "",
        "header_row": 1,
        "columns": {
            "text": "Message",
            "parent_external_id": "Réponse à",
            "thread_external_id": "Fil",
            "external_id": "Numéro",
            "author_handle": "Pseudo",
            "posted_at": "Date",
            "posted_time": "Heure",
            "likes": "J'aime",
            "media_description": "Photo",
        },
        "options": {},
    }
    posts, problems = read(path, recipe)
    assert [(p.line, p.external_id, p.thread_external_id, p.parent_external_id, p.kind, p.likes) for p in posts] == [
        (2, "1", "litière", "", "post", 1204),
        (4, "2", "litière", "1", "reply", 12),
        (5, "3", "litière", "2", "reply", None),
        (7, "5", "paie", "", "post", 2),
    ]
    assert posts[0].text == "Faut-il changer la litière du chat ?\nLa dame dit que « c’est compris »…"
    assert posts[0].posted_at == datetime(2020, 2, 3, 17, 42, tzinfo=UTC)
    assert [(p.time_status, p.time_precision) for p in posts] == [
        ("local_assumed", "minute"),
        ("local_assumed", "minute"),
        ("local_assumed", "day"),
        ("unknown", None),
    ]
    assert posts[0].media == (Medium("image", "Un bac à litière débordant"),)
    assert places(problems) == [
        (6, "Date", "date_impossible"),
        (7, "Date", "date_relative"),
        (8, "Message", "empty_text"),
    ]
    assert [p.severity for p in problems] == ["rejected", "warning", "rejected"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(file, delimiter, encoding):
    rows = [["id", "message", "auteur"], ["1", "Ça va, toi ; ou pas ?", "Zoé"], ["2", "à\nla ligne", "Léa"]]
    text = "\r\n".join(delimiter.join(f'"{c}"' for c in r) for r in rows)
    posts, problems = read(file(text.encode(encoding)))
    assert [(p.text, p.author_name, p.line) for p in posts] == [
        ("Ça va, toi ; ou pas ?", "Zoé", 2),
        ("à\nla ligne", "Léa", 3),
    ]
    assert problems == []


def test_an_unclosed_quote_costs_its_row_only(file):
    posts, problems = read(
        file(PLAIN + '1,"ouvert,A,2020-01-01\n2,deux,B,2020-01-01\n3,"trois ""cités""",C,2020-01-01\n4,quatre,D,\n')
    )
    assert [p.external_id for p in posts] == ["2", "3", "4"]
    assert places(problems) == [(2, "", "quote_unbalanced")]


def test_an_unclosed_quote_at_the_end(file):
    posts, problems = read(file(PLAIN + '1,un,A,\n2,"ouvert,B,\n3,trois,C,\n'))
    assert [p.external_id for p in posts] == ["1", "3"]
    assert places(problems) == [(3, "", "quote_unbalanced")]


def test_a_cell_too_long_costs_its_row_and_a_long_interview_does_not(file):
    posts, problems = read(file(PLAIN + f"1,{'a' * 1_000_001},A,\n2,{'b' * 300_000},B,\n"))
    assert [(p.external_id, len(p.text)) for p in posts] == [("2", 300_000)]
    assert places(problems) == [(2, "", "cell_too_long")]


@pytest.mark.parametrize("written", ["1,99737E+18", "1.99737E+18", "1.997E18"])
def test_ids_a_spreadsheet_rounded_are_refused(file, written):
    posts, problems = read(file(f'id;message\n"{written}";perdu\n1997370581860180189;gardé\n'))
    assert [p.external_id for p in posts] == ["1997370581860180189"]
    assert [(p.line, p.column, p.code, p.params) for p in problems] == [(2, "id", "id_scientific", {"value": written})]


def test_ids_that_all_end_in_zeros_are_remarked(file):
    rows = "".join(f"19973705818601{n}000,texte numéro {n}\n" for n in range(10, 20))
    posts, problems = read(file("id,message\n" + rows))
    assert (len(posts), places(problems)) == (10, [(0, "id", "ids_look_rounded")])


def test_day_first_is_assumed_with_a_remark(file):
    posts, problems = read(file(PLAIN + "1,un,A,02/03/2020\n2,deux,B,04/05/2020\n"))
    assert [(p.posted_at.month, p.posted_at.day) for p in posts] == [(3, 1), (5, 3)]  # midnight in Paris, in UTC
    assert places(problems) == [(0, "date", "date_order_assumed")]


@pytest.mark.parametrize(
    ("dates", "asked"),
    [
        (["02/03/2020", "04/05/2020"], ("date_order",)),
        (["02/03/2020 10:15", "04/05/20"], ("date_order",)),
        (["02/03/2020", "25/05/2020"], ()),
        (["02/03/2020", "05/25/2020"], ()),
        (["04/04/2020", "05/05/2020"], ()),  # the same day either way
        (["2020-03-02", "3 avril 2020"], ()),
        (["", "jamais"], ()),
    ],
)
def test_the_order_of_day_and_month_is_asked_when_no_date_tells(file, dates, asked):
    path = file(PLAIN + "".join(f"{n},texte {n},A,{written}\n" for n, written in enumerate(dates)))
    recipe = registry.guess_recipe(path)
    assert registry.entry("table").questions(path, recipe) == asked
    assert registry.entry("table").questions(path, replace(recipe, date_order="mdy")) == ()
    assert registry.entry("table").questions(path, replace(recipe, columns={"text": "message"})) == ()


def test_the_search_for_a_telling_date_ends_at_some_point(file, monkeypatch):
    rows = "".join(f"{n},texte {n},A,02/03/2020\n" for n in range(30))
    path = file(PLAIN + rows + "999,fin,A,12/25/2020\n")
    recipe = registry.guess_recipe(path)
    assert registry.entry("table").questions(path, recipe) == ()
    monkeypatch.setattr(table, "_DATES_SEEN", 20)
    assert registry.entry("table").questions(path, recipe) == ("date_order",)


def test_a_late_row_turns_the_order_for_the_whole_file(file):
    rows = "".join(f"{n},texte {n},A,02/03/2020 12:00\n" for n in range(300))
    posts, problems = read(file(PLAIN + rows + "999,fin,A,12/25/2020 12:00\n"))
    assert ({p.posted_at.month for p in posts[:300]}, posts[-1].posted_at.day, problems) == ({2}, 25, [])


def test_nul_and_broken_bytes_cost_their_rows(file):
    path = file(b"id,message\n1,bon \xc3\xa9t\xc3\xa9\n2,nul\x00\n3,cass\xff\n4,fin\n")
    posts, problems = read(path)
    assert [p.external_id for p in posts] == ["1", "4"]
    assert places(problems) == [(3, "message", "nul_character"), (4, "message", "broken_bytes")]


def test_duplicate_and_blank_headers_get_names(file):
    head = table.read_head(file("id,message,message,,\n1,a,b,c,d\n"), Recipe(delimiter=","))
    assert head.columns == ["id", "message", "message (2)", "column 4", "column 5"]


def test_a_file_without_header_keeps_its_first_post(file):
    path = file(
        "1,Bonjour à toutes les collègues du secteur.,2020-01-01\n2,Et bon courage pour ce week-end !,2020-01-02\n"
    )
    recipe = registry.guess_recipe(path)
    assert (recipe.header_row, recipe.columns) == (0, {"text": "column 2"})
    assert [p.text[:7] for p in read(path, recipe)[0]] == ["Bonjour", "Et bon "]


def test_lines_above_the_header_are_passed_over(file):
    path = file("Export du groupe,,\nle 3 mars,,\nid,message,auteur\n1,Bonjour,A\n")
    recipe = registry.guess_recipe(path)
    assert (recipe.header_row, [p.text for p in read(path, recipe)[0]]) == (3, ["Bonjour"])


def test_too_many_cells_cost_the_row_and_too_few_do_not(file):
    posts, problems = read(file("id,message,auteur\n1,un,A,de trop\n2,deux\n"))
    assert [(p.external_id, p.author_name) for p in posts] == [("2", "")]
    assert [(p.line, p.code, p.params) for p in problems] == [(2, "too_many_cells", {"found": "4", "expected": "3"})]


def test_formulas_stay_text_with_a_remark(file):
    posts, problems = read(file("id,message\n1,=SUM(A1)\n2,=) sourire\n"))
    assert [p.text for p in posts] == ["=SUM(A1)", "=) sourire"]
    assert places(problems) == [(2, "message", "formula_kept")]


def test_empty_words_of_programs_are_empty(file):
    posts, _ = read(file("id,message,parent_id,auteur\n1,None,None,nan\n2.0,b,1.0,NULL\n"))
    assert [(p.external_id, p.text, p.parent_external_id, p.author_name) for p in posts] == [
        ("1", "None", "", ""),
        ("2", "b", "1", ""),
    ]


def test_a_post_that_answers_itself_is_an_opening(file):
    posts, problems = read(file("id,message,parent_id\n1,un,1\n"))
    assert (posts[0].parent_external_id, posts[0].kind, places(problems)) == (
        "",
        "post",
        [(2, "parent_id", "parent_is_self")],
    )


def test_json_lines_with_nested_keys(file):
    lines = [
        {
            "id": 1997370581860180189,
            "user": {"name": "Zoé", "id": 7},
            "text": "a\u2028b",
            "stats": {"likes": 3},
            "date": "2020-02-03T10:00:00Z",
        },
        {"id": 2, "text": "é", "tags": ["x", "y"]},
    ]
    recipe = Recipe(columns={"text": "text", "external_id": "id", "author_name": "user.name", "likes": "stats.likes"})
    posts, problems = read(file("\n".join(json.dumps(v, ensure_ascii=False) for v in lines), "f.jsonl"), recipe)
    assert [(p.external_id, p.text, p.author_name, p.likes, p.line) for p in posts] == [
        ("1997370581860180189", "a\u2028b", "Zoé", 3, 1),
        ("2", "é", "", None, 2),
    ]
    assert problems == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"id": "2", "text": "x"', "json_invalid"),
        ('{"id": "2", "text": "x", "text": "y"}', "json_duplicate_key"),
        ('{"id": "2", "text": "x", "likes": NaN}', "json_not_a_number"),
        ('{"id": 1e400, "text": "x"}', "json_not_a_number"),
        ('["2", "x"]', "json_not_object"),
        ('{"id": "2", "text": "\\ud800"}', "broken_character"),
        ('{"id": "2", "text": "a\\u0000"}', "nul_character"),
        ('{"id": 1.99737e18, "text": "x"}', "id_scientific"),
        ('{"id": "2", "text": "x"} trop', "json_invalid"),
        ('{"a":' * 3000 + "1" + "}" * 3000, "json_too_deep"),
    ],
)
def test_a_bad_line_of_json_costs_itself_only(file, line, code):
    path = file('{"id": "1", "text": "un"}\n' + line + '\n\n{"id": "3", "text": "trois"}\n', "f.jsonl")
    posts, problems = read(path)
    assert [p.external_id for p in posts] == ["1", "3"]
    assert [(p.line, p.code) for p in problems] == [(2, code)]


def test_a_json_array_and_an_object_around_one(file):
    rows = [{"id": str(n), "text": f"texte {n}"} for n in range(5)]
    for content in (json.dumps(rows), json.dumps(rows, indent=2), json.dumps({"posts": rows}, indent=1)):
        posts, problems = read(file(content, "f.json"))
        assert ([p.external_id for p in posts], problems) == (["0", "1", "2", "3", "4"], [])


def test_a_refused_element_of_an_array_costs_itself_only(file):
    posts, problems = read(
        file('[{"id":"1","text":"a"},\n{"id":"2","text":"b","text":"c"},\n{"id":"3","text":"d"}]', "f.json")
    )
    assert ([p.external_id for p in posts], [(p.line, p.code) for p in problems]) == (
        ["1", "3"],
        [(2, "json_duplicate_key")],
    )


def test_an_array_cut_short_says_so(file):
    posts, problems = read(file('[{"id":"1","text":"a"},\n{"id":"2","te', "f.json"))
    assert ([p.external_id for p in posts], [(p.line, p.code) for p in problems]) == (["1"], [(2, "json_invalid")])


def test_a_long_array_is_read_through_a_window(file):
    rows = [{"id": str(n), "text": "é" * 1000} for n in range(1500)]
    posts, problems = read(file(json.dumps(rows, ensure_ascii=False), "f.json"))
    assert (len(posts), posts[-1].external_id, problems) == (1500, "1499", [])


def test_a_mapping_that_does_not_fit_is_refused(file):
    with pytest.raises(UnreadableFile) as refused:
        read(file("id,message\n1,a\n"), Recipe(columns={"text": "contenu"}))
    assert (refused.value.code, refused.value.params) == ("header_missing", {"value": "contenu"})


def test_relative_dates_are_counted_from_the_day_of_capture(file):
    path = file("id;message;date\n1;un;2 sem.\n2;deux;hier à 14:30\n3;trois;un jour peut-être\n")
    recipe = registry.guess_recipe(path)
    assert registry.entry("table").questions(path, recipe) == ("captured_on",)
    told = Recipe(**recipe.to_dict() | {"options": {"captured_on": "2020-03-20"}})
    assert registry.entry("table").questions(path, told) == ()
    posts, problems = read(path, told)
    assert [(p.posted_at, p.time_status, p.time_precision) for p in posts] == [
        (datetime(2020, 3, 6, 11, tzinfo=UTC), "estimated", "week"),
        (datetime(2020, 3, 19, 13, 30, tzinfo=UTC), "estimated", "minute"),
    ]
    assert places(problems) == [(4, "date", "date_unknown")]


def test_a_table_of_no_end_of_columns_is_refused(file):
    with pytest.raises(UnreadableFile) as refused:
        read(file(",".join(f"c{n}" for n in range(3000)) + "\n" + "a," * 3000 + "\n"))
    assert (refused.value.code, refused.value.params) == ("too_many_columns", {"limit": "2000"})


def test_a_line_longer_than_any_row_costs_itself_only(file):
    posts, problems = read(file(f"id,message\n1,{'a,' * 8_500_000}\n2,deux\n"))
    assert ([(p.line, p.text) for p in posts], places(problems)) == ([(3, "deux")], [(2, "", "cell_too_long")])


@pytest.mark.parametrize(
    ("rows", "surveys", "days"),
    [
        ("1,un,A,2020-03-02\n2,deux,B,2020-05-04\n", 0, [(3, 2), (5, 4)]),
        ("1,un,A,2020-03-02\n2,deux,B,04/13/2020\n3,trois,B,\n4,quatre,B,02/03/2020\n", 1, [(3, 2), (4, 13), (2, 3)]),
        ("1997370581860180190,un,A,\n1997370581860180000,deux,B,\n", 1, []),
    ],
)
def test_only_a_file_that_leaves_something_open_is_read_twice(file, monkeypatch, rows, surveys, days):
    asked = []
    survey = table._survey
    monkeypatch.setattr(table, "_survey", lambda *given: asked.append(given) or survey(*given))
    posts, problems = read(file(PLAIN + rows))
    paris = [p.posted_at.astimezone(ZoneInfo("Europe/Paris")) for p in posts if p.posted_at]
    assert (len(asked), problems) == (surveys, [])
    assert [(at.month, at.day) for at in paris] == days


def test_what_a_file_leaves_open_is_told_before_the_row_that_shows_it(file):
    path = file(PLAIN + "1,un,A,2020-03-02\n2,deux,B,02/03/2020\n")
    found = list(table.read(path, table.guess_recipe(path)))
    assert [getattr(item, "code", "post") for item in found] == ["post", "date_order_assumed", "post"]
