"""The dirt real exports have, put in by hand at known places so that tests can name it.

Each function changes the rows of one sheet in place. Places are picked by rule, never at random, so that the dirt
stays where it is when the dealer grows.
"""

from __future__ import annotations

from fixture_maker.sheets import Row
from fixture_maker.world import Customer

FULL_WIDTH = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
RARE_NAMES = {60: ("王𠮷", "男"), 75: ("周㛃", "女"), 90: ("李[/]明", "男")}  # by position in the customer file
IMPOSSIBLE = "2026-02-30"
UNKNOWN_CUSTOMER = "C99999"


def names(made: list[Customer]) -> None:
    """Names with rare characters and with brackets that a terminal library might take for markup."""
    for position, (name, gender) in RARE_NAMES.items():
        made[position].name, made[position].gender = name, gender


def customers(rows: list[Row]) -> None:
    """Phones in every spelling, missing ones, shared ones; dates in every form, an impossible one, a duplicate row."""
    private = [row for row in rows if row["客户性质"] == "个人"]
    for row in private[10:200:24]:
        row["移动电话"] = str(row["移动电话"]).translate(FULL_WIDTH)
    for row in private[12:500:60]:
        row["移动电话"] = row["固定电话"] = ""
    for first, second in ((100, 101), (220, 260), (330, 331)):
        private[first]["移动电话"] = private[first]["移动电话"] or "13905500001"
        private[second]["移动电话"] = private[first]["移动电话"]
    _spell(private[31], "移动电话", "+86 {0}-{1}-{2}")
    _spell(private[47], "移动电话", "{0} {1} {2}")
    _spell(private[63], "移动电话", "86{0}{1}{2}")
    private[79]["移动电话"] = "无"
    private[95]["移动电话"] = "1380550123"  # a digit short
    rows[3]["固定电话"] = str(rows[3]["固定电话"]) + "-801"
    rows[5]["固定电话"] = "(0550)" + str(rows[5]["固定电话"])[5:]
    rows[7]["固定电话"] = str(rows[7]["固定电话"])[5:]  # without its area code
    private[111]["客户名称"] = f"  {private[111]['客户名称']} "
    private[127]["出生日期"] = "1984-02-29"
    private[143]["出生日期"] = "1986-02-30"
    private[159]["出生日期"] = "1979年8月9日"
    private[175]["出生日期"] = "19910412"
    private[191]["出生日期"] = "1988/7/3"
    for row in private[205:540:110]:
        row["谢绝来电"] = "是"
    rows.insert(300, dict(rows[299]))


def vehicles(rows: list[Row]) -> None:
    """Wrong VINs, plates in other spellings, impossible and oddly written dates, a car of nobody's."""
    plated = [row for row in rows if row["车牌号"] and str(row["车牌号"])[2] not in "DF"]
    plated[4]["车架号"] = _break_check_digit(str(plated[4]["车架号"]))
    plated[9]["车架号"] = str(plated[9]["车架号"])[:16]
    plated[14]["车架号"] = str(plated[14]["车架号"])[:11] + "O" + str(plated[14]["车架号"])[12:]
    plated[19]["车牌号"] = _dotted(str(plated[19]["车牌号"]))
    plated[24]["车牌号"] = str(plated[24]["车牌号"]).lower()
    plated[29]["车牌号"] = str(plated[29]["车牌号"]).translate(FULL_WIDTH)
    plated[34]["车牌号"] = f" {plated[34]['车牌号']} "
    plated[39]["年检到期日"] = IMPOSSIBLE
    plated[44]["年检到期日"] = "2027年3月5日"
    plated[49]["保险到期日"] = "2027/3/5"
    plated[54]["保险到期日"] = 20270305  # a number, as a spreadsheet makes of it
    plated[59]["行驶里程"] = "45,210公里"
    plated[64]["客户编号"] = UNKNOWN_CUSTOMER
    plated[69]["使用性质"] = "借用"


def sales(rows: list[Row]) -> None:
    """A date without its day, a former colleague, full-width digits, and the totals a ledger ends with."""
    rows[20]["交车日期"] = str(rows[20]["交车日期"]).translate(FULL_WIDTH)
    rows[30]["销售顾问"] = "陈离职"
    rows[40]["交车日期"] = ""
    rows[50]["开票金额"] = "¥" + str(rows[50]["开票金额"])
    rows.append({"序号": "合计", "开票金额": "24,318,000.00"})


def orders(rows: list[Row]) -> None:
    """An impossible date, an unknown customer, a duplicate row, other spellings of dates and plates, blank lines."""
    rows[700]["出厂时间"] = f"{IMPOSSIBLE} 16:30"
    rows[720]["进厂时间"] = f"{IMPOSSIBLE} 09:10"
    rows[740]["客户编号"] = UNKNOWN_CUSTOMER
    rows[740]["VIN码"] = rows[740]["车牌号"] = ""
    rows[760]["出厂时间"] = str(rows[760]["出厂时间"]).translate(FULL_WIDTH)
    rows[780]["车牌号"] = _dotted(str(rows[780]["车牌号"]))
    rows[800]["出厂时间"] = str(rows[800]["出厂时间"])[:10].replace("-", "")
    rows[820]["出厂时间"] = str(rows[820]["出厂时间"]).replace("-", "/")
    rows[840]["结算金额"] = "1,280.50元"
    rows[860]["服务顾问"] = f" {rows[860]['服务顾问']} "
    rows.insert(901, dict(rows[900]))
    rows.insert(1_000, {})


def appointments(rows: list[Row]) -> None:
    """Phones that a spreadsheet took for numbers."""
    for row in rows:
        phone = str(row["联系电话"])
        if phone.isdigit():
            row["联系电话"] = int(phone)


def visits(rows: list[Row]) -> None:
    """A state in other words, an impossible date, a former colleague, and the total a register ends with."""
    rows[40]["跟进状态"] = "再看看"
    rows[60]["战败日期"] = rows[60]["成交日期"] = IMPOSSIBLE
    rows[80]["销售顾问"] = "陈离职"
    rows[100]["战败原因"] = f" {rows[100]['战败原因']} "
    rows.append({"来店来电编号": "合计", "来店来电日期": str(len(rows))})


def _spell(row: Row, column: str, pattern: str) -> None:
    number = str(row[column]) or "13905500002"
    row[column] = pattern.format(number[:3], number[3:7], number[7:])


def _dotted(plate: str) -> str:
    return f"{plate[:2]}·{plate[2:]}"


def _break_check_digit(vin: str) -> str:
    return vin[:8] + ("1" if vin[8] != "1" else "2") + vin[9:]
