"""Whether profession and platform can be told apart."""

from coding_app.summaries.confound import Tie, confound


def test_they_coincide_when_no_platform_is_shared():
    found = confound([("gp", "x"), ("gp", "x"), ("home_help", "facebook"), ("gp", "whatsapp")])
    assert found.tie == Tie.COINCIDE
    assert found.platforms == {"gp": [("x", 2), ("whatsapp", 1)], "home_help": [("facebook", 1)]}


def test_one_shared_platform_is_an_overlap():
    found = confound([("gp", "x"), ("gp", "interview"), ("home_help", "interview")])
    assert (found.tie, found.shared, found.total) == (Tie.OVERLAP, 2, 3)


def test_they_nearly_coincide_while_most_units_lie_on_platforms_of_one_profession():
    pairs = [("gp", "x")] * 2 + [("gp", "interview"), ("home_help", "interview"), ("home_help", "facebook")]
    found = confound(pairs)
    assert (found.tie, found.shared, found.total) == (Tie.NEARLY, 2, 5)


def test_three_professions_need_three_platforms():
    pairs = [("gp", "x"), ("home_help", "facebook"), ("other", "facebook")]
    assert confound(pairs).tie == Tie.OVERLAP
    assert confound([*pairs[:2], ("other", "forum")]).tie == Tie.COINCIDE


def test_one_profession_has_nothing_to_compare_with():
    assert confound([("gp", "x")]).tie == Tie.ONE_PROFESSION
    assert confound([]).platforms == {}
