"""Whether a line of calls was kept in order."""

from backup_dispatch.bench.line import Call, busiest_second, overtaken


def call(severity, escalation, planned=0.0, begun=0.0):
    return Call(severity, escalation, planned, begun)


def test_the_most_severe_then_the_oldest_is_no_overtaking():
    assert overtaken([call(1, 9, begun=10), call(2, 1, begun=20), call(2, 2, begun=30)]) == 0


def test_a_mild_case_that_went_before_a_severe_one_is_one():
    assert overtaken([call(1, 9, begun=20), call(4, 1, begun=10)]) == 1


def test_a_younger_one_that_went_before_an_older_one_is_one():
    assert overtaken([call(2, 1, begun=20), call(2, 2, begun=10), call(2, 3, begun=30)]) == 1


def test_whoever_pressed_later_was_not_overtaken():
    assert overtaken([call(1, 9, planned=9.5, begun=20), call(4, 1, begun=10)]) == 0


def test_those_that_go_out_in_the_same_moment_have_no_order():
    assert overtaken([call(1, 9, begun=11.5), call(4, 1, begun=10)]) == 0


def test_each_call_that_went_too_early_counts_once():
    early = [call(4, number, begun=10) for number in range(5)]
    assert overtaken([*early, call(1, 9, begun=20), call(1, 8, begun=20)]) == 5


def test_the_busiest_second_is_found_wherever_it_begins():
    begun = [0.0, 0.9, 1.2, 1.3, 1.8, 5.0]
    assert busiest_second([call(1, n, begun=at) for n, at in enumerate(begun)]) == 4
    assert busiest_second([]) == 0
