ALTER TABLE "task" ADD COLUMN "tried_part" TEXT NOT NULL DEFAULT '';
ALTER TABLE "notice" ADD COLUMN "since_on" DATE;
CREATE TABLE "skip" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "task_id" INTEGER NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "skipped_at" DATETIME NOT NULL,
    "work_date" DATE NOT NULL,
    "until" DATETIME NOT NULL,
    FOREIGN KEY ("task_id") REFERENCES "task" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "skip_task_id" ON "skip" ("task_id");
CREATE INDEX "skip_customer_id" ON "skip" ("customer_id");
CREATE INDEX "skip_person_id" ON "skip" ("person_id");
CREATE INDEX "skip_work_date" ON "skip" ("work_date");
