"""The worklist after a split: one's own codings, answers that are never lost, keys that are buttons."""

import pytest

from coding_app.codebook.models import Code
from coding_app.core.errors import Refusal
from coding_app.sampling.steps import close_round, reveal_round
from coding_app.surgery import splits, worklist
from coding_app.surgery.answering import answer_split, take_back_answer
from coding_app.surgery.models import SplitAnswer
from coding_app.surgery.refusals import AnswerDoesNotFit, CodingIsNotWaiting
from tests.summaries import small_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def parted(coded):
    """Split pay into two parts, published."""
    coded.parts = coded.split("topic.pay", "Salaire", "Retard")
    coded.publish()
    return coded


def send(client, bench, coding, **body):
    return client.post(bench.url("split_answer_save", coding.uuid), body)


def standing(coding):
    answer = splits.live_answer(coding)
    return None if answer is None else sorted(choice.code.slug for choice in answer.choices.all())


def test_nothing_waits_before_publication(coded, client_of):
    coded.split("topic.pay", "Salaire", "Retard")
    assert splits.waiting(coded.project, coded.coder) == 0
    page = client_of(coded.coder).get(coded.url("worklist"))
    assert "Nothing waits for you" in page.content.decode()


def test_each_coder_has_their_own_codings(parted, client_of):
    waiting = [splits.waiting(parted.project, parted.people[who]) for who in ("coder", "second_coder", "manager")]
    assert waiting == [2, 1, 0]
    home = client_of(parted.coder).get(f"/projects/{parted.project.slug}/").content.decode()
    assert "2 codings on split codes wait for your answer" in home
    theirs = parted.coding("G1.0", "topic.pay", "second_coder")
    browser = client_of(parted.coder)
    assert browser.get(parted.url("split_answer", theirs.uuid)).status_code == 404
    assert send(browser, parted, theirs, answer="all").status_code == 404
    assert not SplitAnswer.objects.exists()


def test_coding_on_another_code_has_no_page(parted, client_of):
    other = parted.coding("G1.1", "answer.advice")
    assert client_of(parted.coder).get(parted.url("split_answer", other.uuid)).status_code == 404


def test_page_shows_the_post_the_old_coding_and_the_parts(parted, client_of):
    page = client_of(parted.coder).get(parted.url("split_answer", parted.coding("H1.1", "topic.pay").uuid))
    text = page.content.decode()
    for words in ("You coded “Pay”", "+1 pareil", "Salaire", "Retard", 'data-digit="2"', "None of them", "Both"):
        assert words in text


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        ({"parts": [0]}, ["topic.salaire"]),
        ({"parts": [1, 0]}, ["topic.retard", "topic.salaire"]),
        ({"answer": "all"}, ["topic.retard", "topic.salaire"]),
        ({"answer": "neither"}, []),
        # The button says more than the boxes.
        ({"answer": "neither", "parts": [0]}, []),
    ],
)
def test_answers_go_on_to_the_next(parted, client_of, sent, chosen):
    first, second = (parted.coding(name, "topic.pay") for name in ("G1.0", "H1.1"))
    if "parts" in sent:
        sent = sent | {"parts": [str(parted.code(parted.parts[place]).uuid) for place in sent["parts"]]}
    answer = send(client_of(parted.coder), parted, first, **sent)
    assert (answer.status_code, answer.url) == (303, parted.url("split_answer", second.uuid))
    assert standing(first) == chosen
    assert parted.live("G1.0") == ["topic.pay"]  # nothing of the old coding changes


def test_last_answer_leads_back_to_the_list(parted, client_of):
    browser = client_of(parted.coder)
    send(browser, parted, parted.coding("G1.0", "topic.pay"), answer="all")
    answer = send(browser, parted, parted.coding("H1.1", "topic.pay"), answer="neither")
    assert answer.url == parted.url("worklist")
    assert splits.waiting(parted.project, parted.coder) == 0


@pytest.mark.parametrize("body", [{}, {"parts": ["topic.retard"]}, {"answer": "maybe"}, {"parts": ["\x00"]}])
def test_bad_answers_keep_nothing(parted, client_of, body):
    coding = parted.coding("G1.0", "topic.pay")
    answer = send(client_of(parted.coder), parted, coding, **body)
    assert answer.status_code == 422
    assert not SplitAnswer.objects.exists()


def test_part_of_another_split_is_refused(parted):
    with pytest.raises(AnswerDoesNotFit, match="Nothing was kept"):
        answer_split(coding=parted.coding("G1.0", "topic.pay"), parts=[parted.code("topic.care")], by=parted.coder)


def test_undo_takes_back_the_last_answer_and_keeps_it(parted, client_of):
    browser, coding = client_of(parted.coder), parted.coding("G1.0", "topic.pay")
    send(browser, parted, coding, answer="all")
    back = browser.post(parted.url("split_answer_undo"))
    assert back.url == parted.url("split_answer", coding.uuid)
    assert standing(coding) is None
    assert SplitAnswer.objects.get().choices.count() == 2
    assert browser.post(parted.url("split_answer_undo")).url == parted.url("worklist")


def test_new_answer_supersedes_the_old_one(parted):
    coding, part = parted.coding("G1.0", "topic.pay"), parted.code(parted.parts[0])
    first = answer_split(coding=coding, parts=[], by=parted.coder)
    answer_split(coding=coding, parts=[part, part], by=parted.coder)
    first.refresh_from_db()
    assert (first.superseded_at is not None, standing(coding)) == (True, [parted.parts[0]])


def test_others_cannot_answer_or_take_back(parted):
    coding = parted.coding("G1.0", "topic.pay")
    answer = answer_split(coding=coding, parts=[], by=parted.coder)
    for act in (
        lambda: answer_split(coding=coding, parts=[], by=parted.second_coder),
        lambda: take_back_answer(answer=answer, by=parted.second_coder),
    ):
        with pytest.raises(CodingIsNotWaiting):
            act()


def test_after_the_move_nothing_waits(parted):
    coding = parted.coding("G1.0", "topic.pay")
    answer = answer_split(coding=coding, parts=[], by=parted.coder)
    parted.move()
    assert splits.waiting(parted.project, parted.coder) == 0
    for act in (
        lambda: answer_split(coding=coding, parts=[], by=parted.coder),
        lambda: take_back_answer(answer=answer, by=parted.coder),
    ):
        with pytest.raises(Refusal):
            act()


def test_codings_of_closed_rounds_may_be_answered_but_do_not_wait(parted, client_of):
    close_round(round=parted.round, by=parted.owner)
    assert splits.waiting(parted.project, parted.coder) == 0
    page = client_of(parted.coder).get(parted.url("worklist")).content.decode()
    assert "This round is closed: its figures stay." in page
    coding = parted.coding("G1.0", "topic.pay")
    assert send(client_of(parted.coder), parted, coding, answer="all").status_code == 303


def test_open_rounds_come_first_whatever_became_of_the_older_ones(coded):
    share = [(coded.posts["G1.0"], [coded.coder])]
    coded.rounds.append(small_study.draw(coded.project, coded.latest, share))
    coded.act(coded.work("G1.0", number=1), "apply", "topic.pay")
    reveal_round(round=close_round(round=coded.round, by=coded.owner), by=coded.owner)
    coded.split("topic.pay", "Salaire", "Retard")
    coded.publish()
    assert [one.round for one in worklist.items(coded.project, coded.coder)] == [2, 1, 1]


def test_part_that_was_split_in_its_turn_waits_again(parted):
    for name in ("G1.0", "H1.1"):
        answer_split(coding=parted.coding(name, "topic.pay"), parts=[parted.code(parted.parts[0])], by=parted.coder)
    assert splits.waiting(parted.project, parted.coder) == 0
    parted.split(parted.parts[0], "Net", "Brut")
    parted.publish()
    assert splits.waiting(parted.project, parted.coder) == 2
    found = splits.splits(parted.project)
    offered = found.parts[parted.round.codebook_version_id, parted.code("topic.pay").pk]
    assert set(Code.objects.filter(pk__in=offered).values_list("slug", flat=True)) == {
        "topic.net", "topic.brut", "topic.retard",
    }  # fmt: skip


def test_queries_do_not_grow_with_the_worklist(parted, client_of, django_assert_num_queries):
    browser = client_of(parted.coder)
    browser.get(parted.url("worklist"))
    with django_assert_num_queries(11) as few:
        browser.get(parted.url("worklist"))
    parted.act(work := parted.work("G1.1"), "reopen")
    parted.act(work, "apply", "topic.pay")
    with django_assert_num_queries(len(few)):
        browser.get(parted.url("worklist"))
