"""The invented coders: the same each time, each dimension closed, slips where reading is hard."""

from coding_app.demo.coders import Plan, decide

PLAN = Plan(
    {
        "topic": ("any", frozenset({"work.pay", "care.relation", "care.wellbeing"})),
        "register": ("one", frozenset({"register.ordinary", "register.mixed", "register.technical"})),
    }
)
ASKED = ["topic", "register"]


def choices(codes, units=400):
    return [decide(frozenset(codes), PLAN, ASKED, [1, 0, unit]) for unit in range(units)]


def test_the_same_seed_decides_the_same():
    assert choices({"work.pay", "register.ordinary"}) == choices({"work.pay", "register.ordinary"})


def test_each_dimension_is_closed_and_one_takes_one():
    for chosen in choices({"care.wellbeing", "register.mixed"}) + choices(set()):
        assert any(slug.startswith(("work", "care", "topic")) for slug in chosen)
        assert sum(slug.startswith("register") for slug in chosen) == 1


def test_nothing_seen_is_none_applies():
    assert choices(set()).count(["topic.none", "register.none"]) > 380


def test_a_plain_code_is_missed_less_than_one_of_reading():
    plain = sum("work.pay" in chosen for chosen in choices({"work.pay", "register.ordinary"}))
    hard = sum("care.wellbeing" in chosen for chosen in choices({"care.wellbeing", "register.ordinary"}))
    assert 310 < plain < 370
    assert 140 < hard < 220
