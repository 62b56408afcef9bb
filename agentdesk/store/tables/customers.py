"""Facts from the dealer's systems: customers, their phones and cars, and what happened with them."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, DateField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.people import Person


class Customer(Table):
    """A person or company; names and notes are the customer's own words, unchanged."""

    id = AutoField()
    source_key = TextField(unique=True)
    kind = coded("kind", "person", "company", default="person")
    name = TextField()
    name_initials = TextField(default="", index=True)  # pinyin initials for the filter, made at import
    title = coded("title", "mr", "ms", "", default="")
    gender = coded("gender", "m", "f", "", default="")
    birthday = DateField(null=True)
    birth_md = TextField(default="", index=True)  # MM-DD, or L08-15 of the lunar year (common/lunar.py), for the rule
    contact_name = TextField(default="")  # whom to ask for at a company
    occupation = TextField(default="")
    is_parent = BooleanField(default=False)
    address = TextField(default="")
    district = TextField(default="")
    is_key = BooleanField(default=False, index=True)
    is_lost = BooleanField(default=False, index=True)
    is_member = BooleanField(default=False)
    call_note = TextField(default="")  # when this customer does not want to be rung, in words
    own_hours = TextField(default="", constraints=[SQL("DEFAULT ''")])  # the same as common/own_hours.py stores it
    note = TextField(default="")
    restricted_at = DateTimeField(null=True)  # since then the data is stored and not used (PIPL art. 47)
    created_at = DateTimeField()
    updated_at = DateTimeField()


class Phone(Table):
    """A number as it was written and as E.164; a number that proved wrong is retired, never deleted."""

    id = AutoField()
    customer = link(Customer, "phones")
    customer_id: int
    kind = coded("kind", "landline", "mobile", "service", "unknown")
    written = TextField()  # as the dealer system had it
    e164 = TextField(null=True, index=True)
    rank = IntegerField(default=0)  # order of trying within a kind
    retired_at = DateTimeField(null=True)
    retired_reason = TextField(default="")

    class Meta:
        indexes = ((("customer", "written"), True),)


class Vehicle(Table):
    """A car and the dates that make somebody ring its owner."""

    id = AutoField()
    customer = link(Customer, "vehicles")
    customer_id: int
    source_key = TextField(unique=True)
    plate = TextField(default="", index=True)
    vin = TextField(default="", index=True)
    brand = TextField(default="")
    model = TextField(default="")
    use_type = coded("use_type", "private", "official", default="private")
    delivered_on = DateField(null=True)
    mileage_km = IntegerField(null=True)
    insurance_expires_on = DateField(null=True, index=True)
    inspection_expires_on = DateField(null=True, index=True)
    given_service_on = DateField(null=True)  # the next maintenance as another system says, and since when it does
    given_on = DateField(null=True)
    service_from = DateField(null=True)  # by which the next maintenance is known, kept while its own day moves a little
    next_service_on = DateField(null=True, index=True)  # the given day, else the predicted one (queue/predicting.py)
    first_service_on = DateField(null=True)  # the day the first service was done
    sold_on = DateField(null=True)  # the customer no longer has it


class Sale(Table):
    """A car handed over."""

    id = AutoField()
    source_key = TextField(unique=True)
    customer = link(Customer, "sales")
    customer_id: int
    vehicle = link(Vehicle, "sales", null=True)
    vehicle_id: int | None
    advisor = link(Person, "sales", null=True)
    advisor_id: int | None
    model = TextField(default="")
    delivered_on = DateField(index=True)
    invoice_no = TextField(default="")
    amount_cents = IntegerField(null=True)


class RepairOrder(Table):
    """A workshop visit; `left_on` is the day the car left (竣工出厂)."""

    id = AutoField()
    source_key = TextField(unique=True)
    customer = link(Customer, "repair_orders")
    customer_id: int
    vehicle = link(Vehicle, "repair_orders", null=True)
    vehicle_id: int | None
    advisor = link(Person, "repair_orders", null=True)
    advisor_id: int | None
    service_name = TextField(default="")
    opened_on = DateField(null=True)
    completed_on = DateField(null=True)
    left_on = DateField(null=True, index=True)
    mileage_km = IntegerField(null=True)
    amount_cents = IntegerField(null=True)
    is_warranty = BooleanField(default=False)
    re_repair_of = TextField(default="")


class Appointment(Table):
    """A booked workshop slot."""

    id = AutoField()
    source_key = TextField(unique=True)
    customer = link(Customer, "appointments")
    customer_id: int
    vehicle = link(Vehicle, "appointments", null=True)
    vehicle_id: int | None
    advisor = link(Person, "appointments", null=True)
    advisor_id: int | None
    service_name = TextField(default="")
    starts_on = DateField(index=True)
    starts_at = DateTimeField()
    status = coded("status", "booked", "arrived", "no_show", "cancelled", default="booked")


class StoreVisit(Table):
    """Somebody came to the showroom or rang it, and what became of the deal (CB-14, RP-02)."""

    id = AutoField()
    source_key = TextField(unique=True)
    customer = link(Customer, "store_visits", null=True)  # none: nobody the house keeps a file of
    customer_id: int | None
    advisor = link(Person, "store_visits", null=True)
    advisor_id: int | None
    visited_on = DateField(index=True)
    kind = coded("kind", "visit", "call", default="visit")
    channel = TextField(default="")
    model = TextField(default="")  # the one that is wanted
    state = coded("state", "open", "bought", "lost", default="open")
    decided_on = DateField(null=True, index=True)  # when it was bought or lost; not known: on the day itself
    lost_reason = TextField(default="")  # as it was written; the playbook's reasons are read from it
    lost_note = TextField(default="")
    competitor = TextField(default="")  # whose car it was instead


class CallRequest(Table):
    """A call that another system or the sales department asks for on a day (CB-09, CB-21)."""

    id = AutoField()
    source_key = TextField(unique=True)
    kind_code = TextField()  # the kind of the playbook that makes it a task
    customer = link(Customer, "call_requests")
    customer_id: int
    vehicle = link(Vehicle, "call_requests", null=True)
    vehicle_id: int | None
    advisor = link(Person, "call_requests", null=True)
    advisor_id: int | None
    due_on = DateField(index=True)
    note = TextField(default="")  # what is to be asked or said, as it was written


RepairOrder.add_index(
    SQL("CREATE INDEX IF NOT EXISTS repair_order_visited_on ON repair_order (COALESCE(opened_on, left_on))")
)
