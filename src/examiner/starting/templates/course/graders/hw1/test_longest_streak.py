"""最長的一段熱天 / The longest run of hot days"""

# Every check also asks for a day count above 0, so that an answer which is always the same number earns nothing.

from examiner import demands, hint, number, points

LIMIT = 30


def days(rng, *lengths):
    """Draw cold days with runs of hot ones between, as long as told; the last day is cold."""
    drawn = [float(rng.uniform(20, 29))]
    for length in lengths:
        drawn += [float(hot) for hot in rng.uniform(31, 36, size=length)]
        drawn.append(float(rng.uniform(20, 29)))
    return drawn


def streak(student, values):
    """Ask for one answer, which is a whole number."""
    return number(student.longest_streak(values, LIMIT), whole=True)


@points(1)
@demands("longest")
def test_hidden_days(student, rng):
    """三段熱天，最長的在中間 / Three runs, the longest in the middle"""
    longest = int(rng.integers(4, 8))
    assert streak(student, days(rng, 2, longest, 3)) == longest, hint(
        "不夠熱的一天會中斷：從 0 重新數起，但要記得目前為止最長的一段。",
        "A cooler day ends a run: count again from 0, and remember the longest run so far.",
    )


@points(1)
@demands("longest", "at-least")
def test_exactly_the_limit(student, rng):
    """恰好 limit 度 / Days of exactly limit degrees"""
    first, second = int(rng.integers(2, 4)), int(rng.integers(2, 4))
    values = [*days(rng, first)[:-1], LIMIT, *days(rng, second)[1:]]
    assert streak(student, values) == first + 1 + second, hint(
        "「至少」包括恰好等於：>= 還是 >？",
        "At least includes equal: is it >= or >?",
    )


@points(1)
@demands("longest", "last-day")
def test_to_the_last_day(student, rng):
    """熱到最後一天 / Hot to the last day"""
    longest = int(rng.integers(4, 8))
    assert streak(student, days(rng, 3, longest)[:-1]) == longest, hint(
        "資料結束時，最後一段也要算進去。",
        "When the data end, the run that is still going on counts too.",
    )


@points(1)
@demands("longest", "none")
def test_no_hot_day(student, rng):
    """沒有熱天，或沒有資料 / No hot day, or no data"""
    assert streak(student, days(rng, 3, 2)) == 3
    for values in (days(rng)[:1] * 4, []):
        assert streak(student, values) == 0, hint(
            "沒有任何一段時，結果是 0，不是錯誤訊息。",
            "Where there is no run the result is 0, and no error.",
        )
