ALTER TABLE "person" ADD COLUMN "shift" TEXT NOT NULL DEFAULT '';
ALTER TABLE "person" ADD COLUMN "skills" TEXT NOT NULL DEFAULT '';
ALTER TABLE "person" ADD COLUMN "brands" TEXT NOT NULL DEFAULT '';
ALTER TABLE "person" ADD COLUMN "calls_an_hour" INTEGER;
CREATE TABLE "absence" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "first_on" DATE NOT NULL,
    "last_on" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "entered_by_id" INTEGER,
    "entered_at" TIMESTAMP NOT NULL,
    "withdrawn_at" TIMESTAMP,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("entered_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "absence_person_id" ON "absence" ("person_id");
CREATE INDEX "absence_entered_by_id" ON "absence" ("entered_by_id");
CREATE INDEX "absence_person_id_last_on" ON "absence" ("person_id", "last_on");
