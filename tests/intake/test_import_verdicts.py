"""Each row is accepted, corrected or refused with its number, column and reason; one never stops the others."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from agentdesk.common.errors import Forbidden
from agentdesk.intake import ImportResult, import_file
from agentdesk.store.audit import Actor
from agentdesk.store.tables import (
    Appointment,
    Customer,
    DoNotContact,
    ImportRow,
    Person,
    Phone,
    RepairOrder,
    Sale,
    Vehicle,
)
from tests.intake.conftest import PEOPLE, Take


def wrong(result: ImportResult) -> list[tuple[int, str, str, str]]:
    """Row, verdict, column and value of everything that was not simply accepted."""
    return [
        (one.row, one.verdict, problem.column, problem.value) for one in result.verdicts for problem in one.problems
    ]


ORDERS = "委托书号,客户编号,车牌号,服务顾问,进厂时间,出厂时间,结算金额\n"


def test_a_row_that_is_refused_does_not_stop_the_others(dealer: Take) -> None:
    rows = "R1,C1,皖M12345,陈涛,2026-11-18,2026-11-19,10\nR2,C9,,,,,\n,C1,,,,,\nR4,C1,,,,2026-11-19,\n"
    result = dealer("repair-orders", ORDERS + rows)
    assert wrong(result) == [(3, "refused", "客户编号", "C9"), (4, "refused", "委托书号", "")]
    assert [row.source_key for row in RepairOrder.select().order_by(RepairOrder.id)] == ["R1", "R4"]


def test_what_stood_in_a_row_is_kept_with_its_verdict(dealer: Take) -> None:
    dealer("repair-orders", ORDERS + "R2,C9,,,,,\n")
    row = ImportRow.get(source_key="R2")
    assert (row.row_number, row.verdict, json.loads(row.cells)) == (2, "refused", {"委托书号": "R2", "客户编号": "C9"})
    assert json.loads(row.problems) == [{"column": "客户编号", "value": "C9", "reason": "no such customer"}]


@pytest.mark.parametrize(
    "written",
    ["2026-11-19", "2026/11/19", "2026.11.19", "2026年11月19日", "20261119", "2026-11-19 16:40", "2026-11-19T16:40:05",
     "2026年11月19日 16时40分", "2026/11/19 9:05:00", " 2026-11-19 ", "\uff12\uff10\uff12\uff16-11-19"],
)  # fmt: skip
def test_forms_of_a_date(dealer: Take, written: str) -> None:
    dealer("repair-orders", ORDERS + f"R1,C1,,,,{written},\n")
    assert RepairOrder.get().left_on == date(2026, 11, 19)


@pytest.mark.parametrize(
    "written",
    ["2026-02-30", "2026-13-01", "2026-00-10", "19.11.2026", "11/19/2026", "2026-11", "20261131", "2026-11-19x",
     "2026-11/19", "46345", "1026-11-19", "2026-11-19 25:00", "明天"],
)  # fmt: skip
def test_a_date_that_is_none_is_left_out(dealer: Take, written: str) -> None:
    result = dealer("repair-orders", ORDERS + f"R1,C1,,,2026-11-18,{written},\n")
    assert wrong(result) == [(2, "corrected", "出厂时间", written)]
    assert (RepairOrder.get().opened_on, RepairOrder.get().left_on) == (date(2026, 11, 18), None)


def test_a_required_date_that_is_none_refuses_the_row(dealer: Take) -> None:
    result = dealer("sales", "销售单号,客户编号,交车日期\nX1,C1,2026-02-30\nX2,C1,\nX3,C1,2026-11-19\n")
    assert wrong(result) == [(2, "refused", "交车日期", "2026-02-30"), (3, "refused", "交车日期", "")]
    assert [row.source_key for row in Sale.select()] == ["X3"]


def test_a_refused_cell_leaves_what_was_known(dealer: Take) -> None:
    dealer("vehicles", "客户编号,车架号,保险到期日\nC1,LSVAM4187C2184847,2026-02-30\n")
    assert Vehicle.get(vin="LSVAM4187C2184847").insurance_expires_on == date(2026, 12, 5)


def test_doubles(dealer: Take) -> None:
    rows = "R1,C1,,,,2026-11-19,10\nR1,C1,,,,2026-11-19,10\nR1,C1,,,,2026-11-20,10\n"
    result = dealer("repair-orders", ORDERS + rows)
    assert [(one.row, one.verdict) for one in result.verdicts] == [(3, "duplicate"), (4, "duplicate")]
    assert [one.problems[0].reason for one in result.verdicts] == [
        "the same row stands above",
        "a row with the same number stands above; that one was taken",
    ]
    assert RepairOrder.get().left_on == date(2026, 11, 19)


def test_a_wrong_vin_is_kept_with_a_warning(dealer: Take) -> None:
    rows = "客户编号,车牌号,车架号\nC1,皖MB2222,LSVAM4180C2184847\nC1,皖MB3333,LSVAM418\n"
    result = dealer("vehicles", rows)
    assert [(one.row, one.verdict) for one in result.verdicts] == [(2, "corrected"), (3, "corrected")]
    assert Vehicle.get(plate="皖MB2222").vin == "LSVAM4180C2184847"


@pytest.mark.parametrize("written", ["皖M·B2222", "皖mb2222", " 皖M B2222", "皖MB\uff12\uff12\uff12\uff12"])
def test_a_plate_written_another_way_finds_its_car(dealer: Take, written: str) -> None:
    dealer("vehicles", "客户编号,车牌号\nC1,皖MB2222\n")
    result = dealer("repair-orders", ORDERS + f"R1,C1,{written},,,2026-11-19,\n")
    assert wrong(result) == [(2, "corrected", "车牌号", written.strip())]
    assert RepairOrder.get().vehicle.plate == "皖MB2222"


def test_money_distances_flags(dealer: Take) -> None:
    rows = "委托书号,客户编号,结算金额,行驶里程,是否保修\nR1,C1,¥1280.50元,45210公里,是\nR2,C1,x,-5,也许\n"
    result = dealer("repair-orders", rows)
    order = RepairOrder.get(source_key="R1")
    assert (order.amount_cents, order.mileage_km, order.is_warranty) == (128050, 45210, True)
    assert wrong(result) == [
        (3, "corrected", *pair) for pair in (("行驶里程", "-5"), ("结算金额", "x"), ("是否保修", "也许"))
    ]


def test_an_order_without_a_number_of_its_customer_goes_to_the_owner(dealer: Take) -> None:
    dealer("repair-orders", ORDERS + "R1,,皖M12345,,,2026-11-19,\n")
    assert RepairOrder.get().customer.source_key == "C1"


def test_an_unknown_car_or_colleague_is_a_doubt(dealer: Take) -> None:
    result = dealer("repair-orders", ORDERS + "R1,C1,皖MZ9999,无名氏,,2026-11-19,\n")
    assert wrong(result) == [(2, "corrected", "车牌号", "皖MZ9999"), (2, "corrected", "服务顾问", "无名氏")]
    assert (RepairOrder.get().vehicle, RepairOrder.get().advisor) == (None, None)


def test_phones_as_they_were_written_and_as_they_are_dialled(take: Take) -> None:
    rows = (
        "客户编号,客户名称,固定电话,移动电话\nC1,王磊,3012345,"
        "\uff11\uff13\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\n"
        "C2,周敏,0550-3012346-801,+86 139-1234-5678\nC3,孙立,无,13812345678/0550-3012347\nC4,李娜,,1380550123\n"
    )
    result = take("customers", rows)
    found = [(p.customer.source_key, p.kind, p.e164) for p in Phone.select().order_by(Phone.customer, Phone.rank)]
    assert found == [
        ("C1", "landline", "+865503012345"),
        ("C1", "mobile", "+8613812345678"),
        ("C2", "landline", "+865503012346"),
        ("C2", "mobile", "+8613912345678"),
        ("C3", "mobile", "+8613812345678"),
        ("C3", "landline", "+865503012347"),
        ("C4", "unknown", None),
    ]
    assert Phone.get(e164="+865503012345").written == "3012345"
    assert wrong(result) == [(5, "corrected", "移动电话", "1380550123")]


def test_names_stay_as_they_are_and_get_initials(take: Take) -> None:
    take("customers", "客户编号,客户名称,备注\nC1,  李[/]明\u3000,\uff11\uff12点后\nC2,曾国平,\nC3,Müller 王,\n")
    found = [(row.name, row.name_initials) for row in Customer.select().order_by(Customer.id)]
    assert found == [("李[/]明", "lm"), ("曾国平", "zgp"), ("Müller 王", "mllerw")]
    assert Customer.get(source_key="C1").note == "\uff11\uff12点后"


def test_persons_and_companies(dealer: Take) -> None:
    found = [(c.kind, c.gender, c.title, c.birth_md) for c in Customer.select().order_by(Customer.source_key)]
    assert found == [("person", "m", "mr", "02-29"), ("person", "f", "ms", ""), ("company", "", "", "")]


def test_a_company_without_a_word_for_it(take: Take) -> None:
    take("customers", "客户编号,客户名称\nC1,滁州恒信建材有限公司\n")
    take("vehicles", "客户编号,车牌号\nC1,皖MB2222\n")
    assert (Customer.get().kind, Vehicle.get().use_type) == ("company", "official")


def test_superiors_who_stand_further_down(take: Take) -> None:
    take("people", PEOPLE)
    found = {row.name: (row.position, row.role, row.manager and row.manager.name) for row in Person.select()}
    assert found == {
        "陈涛": ("service_advisor", "handler", "吴敏"),
        "吴敏": ("service_manager", "handler", None),
        "何静": ("sales_advisor", "handler", None),
    }


def test_a_role_that_was_given_here_stays(take: Take) -> None:
    take("people", PEOPLE)
    Person.update(role="supervisor").where(Person.name == "吴敏").execute()
    take("people", PEOPLE.replace("服务经理", "售后经理").replace("吴敏,,", "吴敏,"))
    assert Person.get(name="吴敏").role == "supervisor"


def test_a_wish_not_to_be_rung(take: Take) -> None:
    take("customers", "客户编号,客户名称,谢绝来电\nC1,王磊,是\nC2,周敏,\n")
    assert [(row.customer.source_key, row.channel) for row in DoNotContact.select()] == [("C1", "phone")]
    take("customers", "客户编号,客户名称,谢绝来电\nC1,王磊,否\nC2,周敏,\n")
    assert DoNotContact.get().lifted_at is not None


def test_a_booking_needs_a_time_of_day(dealer: Take) -> None:
    rows = "Y1,C1,2026-11-21 下午,已预约\nY2,C1,2026-11-21,已预约\nY3,C1,2026-11-21 14:30,已到店\n"
    result = dealer("appointments", "预约单号,客户编号,预约时间,状态\n" + rows)
    assert [(one.row, one.verdict) for one in result.verdicts] == [(2, "refused"), (3, "refused")]
    assert (Appointment.get().starts_at, Appointment.get().status) == (datetime(2026, 11, 21, 6, 30), "arrived")


def test_dates_move_by_the_shift(dealer: Take) -> None:
    dealer("appointments", "预约单号,客户编号,预约日期,预约时段\nY1,C1,2026-11-21,10:00\n", shift_days=10)
    assert (Appointment.get().starts_on, Appointment.get().starts_at) == (date(2026, 12, 1), datetime(2026, 12, 1, 2))


def test_columns_that_are_not_used_are_listed(take: Take) -> None:
    assert take("customers", "客户编号,客户名称,颜色偏好\nC1,王磊,红\n").unknown_columns == ("颜色偏好",)


def test_only_administrators_import(dealer: Take, tmp_path: object) -> None:
    with pytest.raises(Forbidden):
        import_file(Actor(1, "李娜", "agent"), "customers", "export.csv")
