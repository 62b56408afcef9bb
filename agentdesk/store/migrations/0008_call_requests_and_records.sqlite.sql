CREATE TABLE "call_request" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "source_key" TEXT NOT NULL,
    "kind_code" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "vehicle_id" INTEGER,
    "advisor_id" INTEGER,
    "due_on" DATE NOT NULL,
    "note" TEXT NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("vehicle_id") REFERENCES "vehicle" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("advisor_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "call_request_source_key" ON "call_request" ("source_key");
CREATE INDEX "call_request_customer_id" ON "call_request" ("customer_id");
CREATE INDEX "call_request_vehicle_id" ON "call_request" ("vehicle_id");
CREATE INDEX "call_request_advisor_id" ON "call_request" ("advisor_id");
CREATE INDEX "call_request_due_on" ON "call_request" ("due_on");
CREATE TABLE "call_record" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "task_id" INTEGER NOT NULL,
    "person_id" INTEGER,
    "called_at" DATETIME NOT NULL,
    "answers" TEXT NOT NULL,
    "remark" TEXT NOT NULL,
    "registered_by_id" INTEGER,
    "registered_at" DATETIME NOT NULL,
    "work_date" DATE NOT NULL,
    "withdrawn_at" DATETIME,
    FOREIGN KEY ("task_id") REFERENCES "task" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("registered_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "call_record_task_id" ON "call_record" ("task_id");
CREATE INDEX "call_record_person_id" ON "call_record" ("person_id");
CREATE INDEX "call_record_registered_by_id" ON "call_record" ("registered_by_id");
CREATE INDEX "call_record_work_date" ON "call_record" ("work_date");
ALTER TABLE "task" ADD COLUMN "request_id" INTEGER REFERENCES "call_request" ("id") ON DELETE RESTRICT;
CREATE INDEX "task_request_id" ON "task" ("request_id");
