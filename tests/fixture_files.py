"""The exports of the invented dealer in fixtures/, by what they hold."""

from __future__ import annotations

from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
EXPORTS = {
    "people": "人员_20261120.csv",
    "customers": "客户档案_20261120.csv",
    "vehicles": "车辆档案_20261120.xlsx",
    "sales": "销售台账_20261120.csv",
    "repair-orders": "维修委托书_20261120.csv",
    "appointments": "预约登记_20261120.xlsx",
    "store-visits": "来店来电登记_20261120.csv",
}
