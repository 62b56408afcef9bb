"""The facts as rows under the column titles a dealer system gives them; each row a dict of texts, numbers and dates."""

from __future__ import annotations

from datetime import date

from fixture_maker import words
from fixture_maker.schedule import day
from fixture_maker.showroom import Visit
from fixture_maker.workshop import Appointment, Order
from fixture_maker.world import Customer, Sale, Vehicle

Row = dict[str, object]


def people(numbers: list[str]) -> list[Row]:
    """人员: one row a colleague."""
    colleagues = zip(words.PEOPLE, numbers, strict=True)
    return [
        {
            "工号": code,
            "姓名": name,
            "岗位": position,
            "部门": department,
            "上级": words.SUPERIORS.get(position, ""),
            "手机": mobile,
            "入职日期": hired,
            "状态": "在职",
        }
        for (code, name, position, department, hired), mobile in colleagues
    ]


def customers(made: list[Customer]) -> list[Row]:
    """客户档案: one row a customer."""
    return [
        {
            "客户编号": c.key,
            "客户名称": c.name,
            "客户性质": "单位" if c.company else "个人",
            "性别": c.gender,
            "出生日期": _iso(c.birthday),
            "联系人": c.contact,
            "固定电话": c.landline,
            "移动电话": c.mobile,
            "职业": c.job,
            "有无子女": "有" if c.parent else "",
            "区县": c.district,
            "详细地址": c.address,
            "客户级别": "重点客户" if c.key_customer else "普通客户",
            "会员": "是" if c.member else "否",
            "流失客户": "是" if c.lost else "",
            "谢绝来电": "是" if c.do_not_disturb else "",
            "客户来源": c.channel,
            "建档日期": _iso(c.since),
            "备注": c.note,
        }
        for c in made
    ]


def vehicles(made: list[Vehicle]) -> list[Row]:
    """车辆档案: one row a car; dates are real dates of the spreadsheet."""
    return [
        {
            "车辆编号": v.key,
            "客户编号": v.owner.key,
            "车主名称": v.owner.name,
            "车牌号": v.plate,
            "车架号": v.vin,
            "发动机号": v.engine,
            "品牌": "上海大众",
            "车型": v.model,
            "颜色": v.colour,
            "使用性质": "公车" if v.official else "私车",
            "购车日期": day(v.delivered),
            "行驶里程": v.mileage(v.visits[-1]) if v.visits else None,
            "年检到期日": _ahead(v.inspection),
            "保险到期日": _ahead(v.insurance),
            "保险公司": words.INSURERS[int(v.key[1:]) % len(words.INSURERS)],
            "首保日期": _ahead(v.first_service),
            "预计保养日期": _ahead(v.next_service),
        }
        for v in made
    ]


def sales(made: list[Sale]) -> list[Row]:
    """销售台账: one row a car handed over, with the dates as the cashier's program writes them."""
    return [
        {
            "序号": str(number),
            "销售单号": f"XS{number + 3_100:05d}",
            "客户编号": s.vehicle.owner.key,
            "客户名称": s.vehicle.owner.name,
            "联系电话": s.vehicle.owner.mobile or s.vehicle.owner.landline,
            "车型": s.vehicle.model,
            "车架号": s.vehicle.vin,
            "颜色": s.vehicle.colour,
            "销售顾问": s.advisor,
            "开票日期": _slashes(day(s.ago + int(s.invoice) % 3)),
            "发票号码": s.invoice,
            "开票金额": f"{s.amount:,}.00",
            "交车日期": _slashes(day(s.ago)),
            "交车时间": f"{s.hour:02d}:{s.minute:02d}",
            "付款方式": "按揭" if int(s.invoice) % 5 < 2 else "全款",
        }
        for number, s in enumerate(made, start=1)
    ]


def orders(made: list[Order]) -> list[Row]:
    """维修委托书: one row an order."""
    return [
        {
            "委托书号": o.key,
            "客户编号": o.vehicle.owner.key,
            "客户名称": o.vehicle.owner.name,
            "车牌号": o.vehicle.plate,
            "VIN码": o.vehicle.vin,
            "车型": o.vehicle.model,
            "维修类型": o.service,
            "维修项目": o.items,
            "服务顾问": o.advisor,
            "进厂时间": f"{o.opened:%Y-%m-%d %H:%M}",
            "预计交车时间": f"{o.promised:%Y-%m-%d %H:%M}",
            "竣工时间": f"{o.completed:%Y-%m-%d %H:%M}" if o.completed else "",
            "出厂时间": f"{o.left:%Y-%m-%d %H:%M}" if o.left else "",
            "行驶里程": str(o.mileage),
            "结算金额": f"{o.amount / 100:.2f}" if o.left else "",
            "是否保修": "是" if o.warranty else "否",
            "返修原单号": o.again.key if o.again else "",
        }
        for o in made
    ]


def appointments(made: list[Appointment]) -> list[Row]:
    """预约登记: one row a booking."""
    return [
        {
            "预约单号": a.key,
            "客户编号": a.vehicle.owner.key,
            "客户名称": a.vehicle.owner.name,
            "联系电话": a.vehicle.owner.mobile or a.vehicle.owner.landline,
            "车牌号": a.vehicle.plate,
            "预约日期": f"{a.starts.year}年{a.starts.month}月{a.starts.day}日",
            "预约时段": f"{a.starts:%H:%M}",
            "预约项目": a.service,
            "服务顾问": a.advisor,
            "状态": a.status,
        }
        for a in made
    ]


def visits(made: list[Visit]) -> list[Row]:
    """来店来电登记: one row a contact."""
    return [
        {
            "来店来电编号": f"LD{number + 10_000:06d}",
            "来店来电日期": _iso(day(v.ago)),
            "来访方式": v.kind,
            "客户姓名": v.name,
            "联系电话": v.phone,
            "客户编号": v.customer,
            "信息来源": v.channel,
            "意向车型": v.model,
            "销售顾问": v.advisor,
            "跟进状态": v.state,
            "成交日期": _iso(_ahead(v.decided)) if v.state == "已成交" else "",
            "战败日期": _iso(_ahead(v.decided)) if v.state == "战败" else "",
            "战败原因": v.reason,
            "战败说明": v.remark,
            "竞品车型": v.rival,
        }
        for number, v in enumerate(made, start=1)
    ]


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""


def _slashes(value: date) -> str:
    return f"{value.year}/{value.month}/{value.day}"


def _ahead(ago: int | None) -> date | None:
    return None if ago is None else day(ago)
