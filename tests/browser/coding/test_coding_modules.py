"""The modules of the coding screen say what the server says: rules, offsets, check sums; then steps, lanes, search."""

import random
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from coding_app.coding import rules
from coding_app.coding.rules import Mark
from tests.browser.conftest import CHROMIUM, FLAGS, ROOT

TEXTS = [
    "Bonsoir, est-ce que je dois nettoyer la litière ? Non !",
    "👩🏽‍⚕️ dit : « ça ira » 👨‍👩‍👧‍👦. Merci 🐈 !",
    "e\u0301te\u0301 et no\u0308el, deux\nlignes.",
    "قالت لي: شكرا جزيلا. ثم خرجت.",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 hors du plan de base 🇫🇷.",
]


@pytest.fixture(scope="module")
def plain_page() -> Iterator[Page]:
    """Open an empty page that finds the modules; neither a site nor a database is needed."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://modules.test/")
        kind = "text/javascript" if path.endswith(".js") else "text/html"
        route.fulfill(
            body=(ROOT / path).read_text(encoding="utf-8") if path else "", content_type=f"{kind}; charset=utf-8"
        )

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page()
        page.route("http://modules.test/**", answer)
        page.goto("http://modules.test/")
        yield page
        chromium.close()


def use(page: Page, module: str, code: str, data: Any) -> Any:
    """Run a piece of code with a module as `m` and data as `d`."""
    return page.evaluate(
        f"async (d) => {{ const m = await import('/static/js/coding/{module}.js'); return (() => {{ {code} }})(); }}",
        data,
    )


QUESTIONS = [
    rules.Question(1, "any", "any", frozenset({11, 12, 13}), 10),
    rules.Question(2, "one", "any", frozenset({21, 22}), 20),
    rules.Question(3, "one", "post", frozenset({31, 32})),
    rules.Question(4, "any", "segment", frozenset({41, 42}), 40),
]
PLACES = [(None, None), (None, None), (0, 5), (3, 9), (3, 5)]


def series() -> list[list[tuple[str, Mark]]]:
    """Draw acts that the server would carry out: a code of passages never on the whole, "none applies" only there."""
    dice = random.Random(20191112)
    codes = sorted(code for question in QUESTIONS for code in question.choices)
    found = []
    for _case in range(200):
        acts = []
        while len(acts) < 12:
            mark = Mark(dice.choice(codes), *dice.choice(PLACES))
            question = rules.question_of(mark.code, QUESTIONS)
            if not rules.misplaced(mark, question, kind="post"):
                acts.append((dice.choice(["apply", "apply", "retract"]), mark))
        found.append(acts)
    return found


def test_marks_follow_the_same_rules_as_on_the_server(plain_page: Page) -> None:
    expected = []
    for acts in series():
        marks: rules.Marks = frozenset()
        for kind, mark in acts:
            marks = rules.perform(rules.Act(kind, mark), marks, QUESTIONS)
        closed = [question.id for question in QUESTIONS if rules.is_closed(question, marks)]
        expected.append([[list(mark) for mark in marks], closed])
    # Of each code: may it not stand on the whole unit; may it stand on a passage.
    bare = [
        [
            [bool(rules.misplaced(Mark(code), question, kind=kind)),
             not rules.misplaced(Mark(code, 0, 4), question, kind=kind)]
            for code in sorted(question.choices)
        ]
        for kind in ("post", "segment")
        for question in QUESTIONS
    ]  # fmt: skip
    dimensions = [
        {"uuid": q.id, "selection": q.selection, "none": q.none, "appliesTo": q.applies_to,
         "codes": [{"uuid": code} for code in sorted(q.choices)]}
        for q in QUESTIONS
    ]  # fmt: skip
    found = use(
        plain_page,
        "rules",
        """
        const step = (live, kind, [code, start, end]) => kind === "apply"
          ? m.applied({code, start, end}, live, m.dimensionOf(code, d.dimensions))
          : m.retracted({code, start, end}, live);
        const states = d.series.map((acts) => acts.reduce((live, [kind, mark]) => step(live, kind, mark), new Map()));
        const back = states.every((state, index) => {
          const goal = states[(index + 1) % states.length];
          const acts = m.wayBetween(state, goal, d.dimensions);
          return m.sameMarks(acts.reduce((live, a) => step(live, a.kind, [a.code, a.start, a.end]), state), goal);
        });
        const listed = (state) => [...state.values()].map(({code, start, end}) => [code, start, end]);
        const closed = (state) => d.dimensions.filter((one) => m.isClosed(one, state)).map((one) => one.uuid);
        const bare = ["post", "segment"].flatMap((kind) => d.dimensions.map((dimension) => dimension.codes.map(
          (code) => [m.needsWords(m.onWhole(code.uuid), dimension, kind), m.takesWords(code.uuid, dimension)])));
        return [states.map((state) => [listed(state), closed(state)]), back, bare];
        """,
        {"series": series(), "dimensions": dimensions},
    )
    assert found[1:] == [True, bare]
    order = lambda mark: [mark[0], -1 if mark[1] is None else mark[1], mark[2] or 0]  # noqa: E731
    assert [[sorted(m, key=order), c] for m, c in found[0]] == [[sorted(m, key=order), c] for m, c in expected]


def test_places_are_code_points_and_check_sums_those_of_the_server(plain_page: Page) -> None:
    found = use(
        plain_page,
        "offsets",
        """return d.map((text) => {
          const points = [...text];
          const there = points.map((_, at) => m.toIndex(text, at));
          const back = there.map((index) => m.toPoints(text, index));
          return [points.length, back, m.words(text, 2, 7), m.crc(text), m.crc("")];
        });""",
        TEXTS,
    )
    assert found == [
        [len(text), list(range(len(text))), text[2:7], zlib.crc32(text.encode()), zlib.crc32(b"")] for text in TEXTS
    ]
    inside_a_pair = use(
        plain_page, "offsets", "return [m.toPoints('🐈a', 1), m.toPoints('🐈a', 2), m.toPoints('🐈a', 9)];", None
    )
    assert inside_a_pair == [0, 1, 2]


SENTENCES = [
    ["Bonsoir, est-ce que je dois nettoyer la litière ?", "Non !"],
    ["👩🏽‍⚕️ dit : « ça ira » 👨‍👩‍👧‍👦.", "Merci 🐈 !"],
    ["e\u0301te\u0301 et no\u0308el, deux", "lignes."],
    ["قالت لي: شكرا جزيلا.", "ثم خرجت."],
    ["𝔘𝔫𝔦𝔠𝔬𝔡𝔢 hors du plan de base 🇫🇷."],
]


@pytest.mark.parametrize("has_segmenter", [True, False])
def test_sentences_and_words_step_as_a_reader_reads(plain_page: Page, has_segmenter: bool) -> None:
    plain_page.reload()
    if not has_segmenter:
        plain_page.evaluate("delete Intl.Segmenter")
    found = use(plain_page, "stepping", "return d.map((text) => m.steps(text, 'sentence', 'fr'));", TEXTS)
    assert [[text[s["start"] : s["end"]] for s in steps] for text, steps in zip(TEXTS, found, strict=True)] == SENTENCES
    words = use(plain_page, "stepping", "return m.steps(d, 'word', 'fr', 3, 22);", TEXTS[0])
    # The first word begins before the segment and is cut to it; the last ends in it.
    assert [TEXTS[0][w["start"] : w["end"]] for w in words][:2] == ["soir", "est-ce" if not has_segmenter else "est"]
    moves = use(
        plain_page,
        "stepping",
        """const list = [{start: 0, end: 4}, {start: 5, end: 9}, {start: 10, end: 14}, {start: 15, end: 19}];
        const play = (...keys) => keys.reduce((now, [by, isLonger]) => m.moved(list, now, by, Boolean(isLonger)), null);
        const short = (one) => [one.start, one.end];
        return [play([1]), play([-1]), play([1], [1]), play([1], [-1]), play([1], [1], [1, 1]),
          play([1], [1], [1, 1], [-1, 1]),
          play([1], [1], [-1, 1]), play([1], [1], [-1, 1], [1, 1], [1, 1]), play([1], [1], [1, 1], [1])].map(short)
          .concat([m.moved([], null, 1, false)]);""",
        None,
    )
    assert moves == [[0, 4], [15, 19], [5, 9], [0, 4], [5, 14], [5, 9], [0, 9], [5, 14], [15, 19], None]


PASSAGES = [("a", 0, 12), ("b", 8, 16), ("c", 9, 11), ("d", 16, 18)]


def test_overlapping_passages_lie_in_lanes(plain_page: Page) -> None:
    found = use(
        plain_page,
        "lanes",
        """const placed = m.withLanes(d);
        return [Object.fromEntries(placed.map((one) => [one.code, one.lane])),
          m.pieces(20, placed).map(({start, end, over}) => [start, end, over.map((one) => one.code).join("")])];""",
        [dict(zip(("code", "start", "end"), one, strict=True)) for one in PASSAGES],
    )
    assert found == [
        {"c": 0, "d": 0, "b": 1, "a": 2},
        [[0, 8, "a"], [8, 9, "ab"], [9, 11, "abc"], [11, 12, "ab"], [12, 16, "b"], [16, 18, "d"], [18, 20, ""]],
    ]


def test_the_palette_finds_by_name_then_path_then_definition_and_knows_what_was_used(plain_page: Page) -> None:
    codes = [
        {"uuid": "1", "name": "Tâches et limites", "path": "Thème > Questions juridiques", "wording": "le contrat"},
        {"uuid": "2", "name": "Horaires", "path": "Thème > Conditions", "wording": "planning, contrat"},
        {"uuid": "3", "name": "Contrat rompu", "path": "Thème > Conditions", "wording": ""},
        {"uuid": "4", "name": "Fin de contrat", "path": "Thème > Conditions", "wording": ""},
    ]
    typed = ["contrat", "tach", "juri", "hrs", "zzz", "  "]
    found = use(
        plain_page,
        "fuzzy",
        "return d.typed.map((words) => m.ranked(words, d.codes, ['2', '4']).map((code) => code.uuid).join(''));",
        {"codes": codes, "typed": typed},
    )
    assert found == ["3421", "1", "1", "2", "", "2413"]


# A queue of 400 units, each in a thread of its own; the pauses between pages are skipped, and the clock can be moved.
QUEUE = """
  const wait = window.setTimeout;
  window.setTimeout = (then, time) => wait(then, 0);
  window.fetched = []; window.isCut = false; window.version = 1;
  const at = (n) => (n <= 400 ? `/code/${n}/` : "");
  const unit = (n) => ({page: at(n), next: at(n + 1), nextOpen: at(n + 1)});
  window.fetch = async (address) => {
    if (window.isCut) throw new TypeError("cut");
    const n = Number(address.split("/")[2]);
    window.fetched.push(n);
    const model = JSON.stringify({version: window.version, units: [unit(n)]});
    return new Response(`<div data-workbench><script id="unit-model" type="application/json">${model}</script>
      <p data-words>post ${n}</p><aside data-codes-panel="p"><b>codes</b></aside></div>`);
  };
  window.at = at; window.unit = unit;
"""
SHOWN = """
  const words = async (n) => {
    const page = await m.pageOf(at(n));
    if (!page) return null;
    document.body.innerHTML = '<div data-workbench><aside data-codes-panel="other"></aside></div>';
    return m.show(page).querySelector("[data-words]").textContent;
  };
"""


def test_an_hour_of_work_is_fetched_ahead_and_bounded(plain_page: Page) -> None:
    plain_page.reload()
    plain_page.evaluate(f"() => {{ {QUEUE} }}")
    found = use(
        plain_page,
        "pages",
        SHOWN
        + """return (async () => {
          await m.pageOf(at(1)); await m.fetchAhead(unit(1), () => true);
          const first = [...fetched]; fetched.length = 0; isCut = true;
          const offline = [await words(2), await words(251), await words(252)];
          isCut = false;
          // A step on, one page more; far along, what lies far behind is gone and what lies ahead is not.
          await m.fetchAhead(unit(2), () => true);
          const step = [...fetched]; await m.fetchAhead(unit(150), () => true); isCut = true;
          return [first, offline, step, [await words(20), await words(149), await words(400)]];
        })();""",
        None,
    )
    assert found[0] == list(range(1, 252))
    assert found[1] == ["post 2", "post 251", None]
    assert found[2] == [252]
    assert found[3] == [None, "post 149", "post 400"]


def test_pages_of_a_version_that_the_round_has_left_are_forgotten(plain_page: Page) -> None:
    plain_page.reload()
    plain_page.evaluate(f"() => {{ {QUEUE} }}")
    found = use(
        plain_page,
        "pages",
        SHOWN
        + """return (async () => {
          await m.pageOf(at(1)); await m.pageOf(at(2)); version = 2; await m.pageOf(at(3)); isCut = true;
          return [await words(1), await words(2), await words(3)];
        })();""",
        None,
    )
    assert found == [None, None, "post 3"]


def test_fifty_steps_can_be_undone_also_after_a_reload_and_hold_no_words(plain_page: Page) -> None:
    steps = """
      const state = (n, more) => ({live: new Map([[`c${n}  `, {code: `c${n}`, start: null, end: null}]]),
        submitted: false, skipped: false, skipReason: "", doubted: false, doubt: "", ...more});
      const unit = (n, more) => ({page: `/${n}/`, assignment: `a${n}`, ...state(n, more)});
    """
    plain_page.evaluate("sessionStorage.clear()")
    use(
        plain_page,
        "history",
        steps
        + """const kept = m.openHistory("mine");
        for (let n = 1; n <= 58; n += 1) m.note(kept, unit(n), state(n - 1));
        m.note(kept, unit(59, {doubted: true, doubt: "Secret?"}), state(58, {doubted: true, doubt: "Secret?"}));
        m.note(kept, unit(60, {skipped: true, skipReason: "Secret"}), state(59));
        m.nextStep(kept, false).done(); m.nextStep(kept, false).done();""",
        None,
    )
    assert "Secret" not in plain_page.evaluate("JSON.stringify(sessionStorage)")
    plain_page.reload()
    found = use(
        plain_page,
        "history",
        """const kept = m.openHistory("mine"); const undone = [];
        const redo = m.nextStep(kept, true).entry.page;
        for (let step = m.nextStep(kept, false); step; step = m.nextStep(kept, false)) {
          undone.push([step.entry.page, [...step.target.live.keys()][0]]);
          step.done();
        }
        return [redo, undone, m.nextStep(m.openHistory("another's"), false)];""",
        None,
    )
    # 48 and the two undone before the reload, of which the one with words is gone.
    assert found == ["/59/", [[f"/{n}/", f"c{n - 1}  "] for n in range(58, 10, -1)], None]
