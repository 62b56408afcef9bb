"""Make fixtures/: the exports of a small invented dealer, as a dealer system writes them.

    python scripts/make_fixtures.py [--out FOLDER]

The same files come out each time. `exports.toml` says which file holds what, and the day they were made on.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from fixture_maker import dirt, sheets, showroom, workshop, world
from fixture_maker.numbers import Numbers
from fixture_maker.schedule import ANCHOR
from fixture_maker.sheets import Row
from fixture_maker.words import PEOPLE

SEED = 20261120
STAMP = f"{ANCHOR:%Y%m%d}"
FOLDER = Path(__file__).resolve().parent.parent / "fixtures"

SETTINGS = """
[settings]
dealer_name = "滁州远望汽车销售服务有限公司"
dealer_name_en = "Yuanwang Motors of Chuzhou"
brand = "上海大众"
brand_en = "Shanghai Volkswagen"
area_code = "0550"
"""


def write_csv(path: Path, rows: list[Row], encoding: str) -> None:
    """A CSV with the line ends of the system it comes from."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = list(rows[0])
    writer.writerow(columns)
    writer.writerows([[row.get(column, "") for column in columns] for row in rows])
    path.write_bytes(text.getvalue().encode(encoding))


def write_xlsx(path: Path, rows: list[Row], sheet: str, heading: list[str]) -> None:
    """A workbook of one sheet, the lines of `heading` above its titles; its creation date is fixed."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(ANCHOR.year, ANCHOR.month, ANCHOR.day, 7, 30)})
    page = book.add_worksheet(sheet)
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, line in enumerate(heading):
        page.write_string(number, 0, line)
    columns = list(rows[0])
    page.write_row(len(heading), 0, columns)
    for number, row in enumerate(rows, start=len(heading) + 1):
        for place, column in enumerate(columns):
            value = row[column]
            if isinstance(value, date):
                page.write_datetime(number, place, value, days)
            elif isinstance(value, int):
                page.write_number(number, place, value)
            elif value:
                page.write_string(number, place, str(value))
    book.close()


def make() -> dict[str, list[Row]]:
    """The rows of every export, with their dirt."""
    rng = random.Random(SEED)
    dealer = world.build(rng)
    dirt.names(dealer.customers)
    orders = workshop.make_orders(rng, dealer.vehicles)
    appointments = workshop.make_appointments(rng, dealer.vehicles, orders)
    numbers = Numbers(random.Random(SEED + 1))
    made = {
        "people": sheets.people([numbers.mobile() for _ in PEOPLE]),
        "customers": sheets.customers(dealer.customers),
        "vehicles": sheets.vehicles(dealer.vehicles),
        "sales": sheets.sales(dealer.sales),
        "repair-orders": sheets.orders(orders),
        "appointments": sheets.appointments(appointments),
        "store-visits": sheets.visits(showroom.make_visits(random.Random(SEED + 2), dealer.sales)),
    }
    dirt.customers(made["customers"])
    dirt.vehicles(made["vehicles"])
    dirt.sales(made["sales"])
    dirt.orders(made["repair-orders"])
    dirt.appointments(made["appointments"])
    dirt.visits(made["store-visits"])
    return made


def write(folder: Path) -> None:
    """Write all files into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    made = make()
    heading = ["预约登记表", f"导出时间:{ANCHOR.isoformat()} 07:30"]
    names = {
        "people": f"人员_{STAMP}.csv",
        "customers": f"客户档案_{STAMP}.csv",
        "vehicles": f"车辆档案_{STAMP}.xlsx",
        "sales": f"销售台账_{STAMP}.csv",
        "repair-orders": f"维修委托书_{STAMP}.csv",
        "appointments": f"预约登记_{STAMP}.xlsx",
        "store-visits": f"来店来电登记_{STAMP}.csv",
    }
    write_csv(folder / names["people"], made["people"], "utf-8-sig")
    write_csv(folder / names["customers"], made["customers"], "gb18030")
    write_xlsx(folder / names["vehicles"], made["vehicles"], "车辆档案", [])
    write_csv(folder / names["sales"], made["sales"], "utf-8-sig")
    write_csv(folder / names["repair-orders"], made["repair-orders"], "gb18030")
    write_xlsx(folder / names["appointments"], made["appointments"], "预约登记", heading)
    write_csv(folder / names["store-visits"], made["store-visits"], "gb18030")
    listed = "".join(f'\n[[file]]\nkind = "{kind}"\nname = "{name}"\n' for kind, name in names.items())
    title = "# Written by scripts/make_fixtures.py: which export holds what, in the order to take them in.\n"
    anchor = f"anchor = {ANCHOR.isoformat()}  # the day of the export\n"
    (folder / "exports.toml").write_text(title + anchor + SETTINGS + listed, encoding="utf-8")


def main() -> None:
    """Run as the module's docstring says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write to")
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
