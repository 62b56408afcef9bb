"""Times as people say them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import i18n
from agentdesk.common.errors import UserError
from agentdesk.interview.spoken import HORIZON_DAYS, parse

FRIDAY = datetime(2026, 11, 20, 9, 42)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("明天下午3点", "2026-11-21 15:00"),
        ("明天下午三点", "2026-11-21 15:00"),
        ("周四下午三点后", "2026-11-26 15:00"),
        ("3d 15:00", "2026-11-23 15:00"),
        ("三天后 15:00", "2026-11-23 15:00"),
        ("next Tue 10am", "2026-11-24 10:00"),
        ("11-25 10:00", "2026-11-25 10:00"),
        ("11/25 10点", "2026-11-25 10:00"),
        ("11月25日上午十点半", "2026-11-25 10:30"),
        ("十一月二十五号上午10点一刻", "2026-11-25 10:15"),
        ("2026年11月25日 10:05", "2026-11-25 10:05"),
        ("2026-11-25 10:05", "2026-11-25 10:05"),
        ("下午4点", "2026-11-20 16:00"),
        ("下午４点", "2026-11-20 16:00"),
        ("４：３０ pm", "2026-11-20 16:30"),
        ("半小时后", "2026-11-20 10:12"),
        ("过半个小时", "2026-11-20 10:12"),
        ("一个半小时后", "2026-11-20 11:12"),
        ("2小时后", "2026-11-20 11:42"),
        ("两个小时二十分钟以后", "2026-11-20 12:02"),
        ("20分钟后", "2026-11-20 10:02"),
        ("三刻钟后", "2026-11-20 10:27"),
        ("in 2 hours", "2026-11-20 11:42"),
        ("in half an hour", "2026-11-20 10:12"),
        ("in an hour", "2026-11-20 10:42"),
        ("45 min", "2026-11-20 10:27"),
        ("1h 15m", "2026-11-20 10:57"),
        ("今天11点", "2026-11-20 11:00"),
        ("今晚8点", "2026-11-20 20:00"),
        ("明早9点", "2026-11-21 09:00"),
        ("后天中午", "2026-11-22 12:00"),
        ("中午1点", "2026-11-20 13:00"),
        ("大后天上午", None),
        ("day after tomorrow 3:30pm", "2026-11-22 15:30"),
        ("tomorrow at 3 pm", "2026-11-21 15:00"),
        ("tomorrow afternoon at 3:00", "2026-11-21 15:00"),
        ("Monday 10:30", "2026-11-23 10:30"),
        ("on wed 14:00", "2026-11-25 14:00"),
        ("this sunday noon", "2026-11-22 12:00"),
        ("周一上午10点", "2026-11-23 10:00"),
        ("本周日下午2点", "2026-11-22 14:00"),
        ("下周五下午2点", "2026-11-27 14:00"),
        ("下下周一9点", "2026-11-30 09:00"),
        ("礼拜天上午9点左右", "2026-11-22 09:00"),
        ("25号下午4点再打", "2026-11-25 16:00"),
        ("3号上午9点", "2026-12-03 09:00"),
        ("1月5日上午9点", "2027-01-05 09:00"),
        ("Nov 25 noon", "2026-11-25 12:00"),
        ("25th of Nov 10am", "2026-11-25 10:00"),
        ("Dec 1st, 2:15 p.m.", "2026-12-01 14:15"),
        ("明天周六上午10点", "2026-11-21 10:00"),
        ("一周后上午10点", "2026-11-27 10:00"),
        ("1w 10:00", "2026-11-27 10:00"),
        ("明天 07:30", "2026-11-21 07:30"),
        ("明天凌晨5点", "2026-11-21 05:00"),
    ],
)
def test_what_is_meant(said: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(UserError):
            parse(said, FRIDAY)
    else:
        assert f"{parse(said, FRIDAY):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "请输入时间"),
        ("   ", "请输入时间"),
        ("明天3点", "上午还是下午"),
        ("下午", "几点"),
        ("明天", "几点"),
        ("周五下午3点", "今天就是周五"),
        ("friday 3pm", "今天就是friday"),
        ("上午9点", "已经过去"),
        ("今天9:41", "已经过去"),
        ("昨天下午3点", "已经过去"),
        ("上周二下午3点", "已经过去"),
        ("本周四下午3点", "已经过去"),
        ("11-19 10:00", "已经过去"),
        ("明天周日上午10点", "不同的日子"),
        ("明天10点11点", "两个时刻"),
        ("明天上午下午3点", "上午、下午"),
        ("明天下午3点前", "之前"),
        ("before 3pm", "之前"),
        ("半小时后下午3点", "只写一个"),
        ("2月30日10点", "没有这一天"),
        ("13-01 10:00", "没有这一天"),
        ("明天25点", "没有这个时刻"),
        ("明天10:75", "没有这个时刻"),
        ("今晚12点", "午夜"),
        ("12 am", "午夜"),
        ("晚上3点", "午夜"),
        ("上午15点", "上午没有"),
        ("过几天", "看不懂"),
        ("[red]明天[/]", "看不懂"),
        ("999天后10点", "一年"),
        ("2028-01-01 10:00", "一年"),
        ("99999999999999小时后", "一年"),
    ],
)
def test_what_is_refused_says_why(said: str, why: str) -> None:
    with pytest.raises(UserError) as raised:
        parse(said, FRIDAY)
    assert why in str(raised.value)


def test_the_reasons_are_english_for_an_english_desk() -> None:
    i18n.use_language("en")
    with pytest.raises(UserError, match="in the morning or in the afternoon"):
        parse("tomorrow 3点", FRIDAY)


def heard(said: str, now: datetime) -> tuple[datetime | None, str]:
    """The time that is meant, or the line that refuses it."""
    try:
        return parse(said, now), ""
    except UserError as error:
        return None, str(error)


NOW = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 12, 31))
TIMES = st.times().map(lambda wall: wall.replace(minute=wall.minute // 5 * 5, second=0, microsecond=0))


def chinese_time(wall: time) -> str:
    if wall.hour < 5:
        return f"凌晨{wall.hour}点{wall.minute}分"
    if wall.hour < 12:
        return f"上午{wall.hour}点{wall.minute}分"
    return f"下午{wall.hour - 12 or 12}点{wall.minute}分"


@given(NOW, st.integers(1, 150), TIMES)
def test_every_way_of_writing_a_time_means_the_same(now: datetime, days: int, wall: time) -> None:
    day = now.date() + timedelta(days=days)
    meant = datetime.combine(day, wall)
    said = [
        f"{day:%Y-%m-%d} {wall:%H:%M}",
        f"{day:%m-%d} {wall:%H:%M}",
        f"{day.month}月{day.day}日{chinese_time(wall)}",
        f"{days}天后{chinese_time(wall)}",
        f"{days}d {wall:%H:%M}",
        f"{day:%b %d} {wall:%H:%M}",
    ]
    said += [f"{wall:%I:%M %p} {day:%d %b}"] if wall.hour % 12 else []
    said += [f"明天{chinese_time(wall)}", f"tomorrow {wall:%H:%M}"] if days == 1 else []
    if (day.month, day.day) != (2, 29):
        assert {text: parse(text, now) for text in said} == dict.fromkeys(said, meant)


@given(NOW, st.integers(0, 6), st.integers(0, 2))
def test_weekdays_are_the_next_ones_or_of_the_week_named(now: datetime, weekday: int, weeks: int) -> None:
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    if weeks:
        found = parse(f"{'下' * weeks}周{'一二三四五六日'[weekday]}15:00", now)
        assert found.date() == monday + timedelta(weeks=weeks, days=weekday)
    elif weekday != today.weekday():
        found = parse(f"周{'一二三四五六日'[weekday]}15:00", now)
        assert found.date().weekday() == weekday
        assert 0 < (found.date() - today).days < 7


@given(
    NOW, st.text(alphabet="0123456789明后天今上下午晚点半周一二三四五六日号月年:-/ amptondwh前后小时分刻", max_size=14)
)
def test_anything_is_a_later_time_or_one_clear_line(now: datetime, said: str) -> None:
    found, refusal = heard(said, now)
    assert (found is None) == bool(refusal)
    assert "\n" not in refusal
    if found is not None:
        assert now < found <= now + timedelta(days=HORIZON_DAYS)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:00", str(found))


@given(st.text(max_size=30))
def test_no_text_breaks_it(said: str) -> None:
    found, refusal = heard(said, FRIDAY)
    assert refusal if found is None else found > FRIDAY


def test_a_day_of_the_month_may_lie_in_the_next_year() -> None:
    assert parse("3号上午9点", datetime(2026, 12, 20, 9)).date() == date(2027, 1, 3)
