ALTER TABLE "vehicle" ADD COLUMN "given_service_on" DATE;
ALTER TABLE "vehicle" ADD COLUMN "given_on" DATE;
ALTER TABLE "vehicle" ADD COLUMN "service_from" DATE;
UPDATE "vehicle" SET "given_service_on" = "next_service_on";
ALTER TABLE "task" ADD COLUMN "withdrawn_on" DATE;
ALTER TABLE "finding" ADD COLUMN "code" TEXT NOT NULL DEFAULT '';
ALTER TABLE "finding" ADD COLUMN "vehicle_id" INTEGER REFERENCES "vehicle" ("id") ON DELETE RESTRICT;
CREATE INDEX "finding_vehicle_id" ON "finding" ("vehicle_id");
CREATE TABLE "told_mileage" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "vehicle_id" INTEGER NOT NULL,
    "interview_id" INTEGER NOT NULL,
    "km" INTEGER NOT NULL,
    "told_on" DATE NOT NULL,
    "created_at" DATETIME NOT NULL,
    "withdrawn_at" DATETIME,
    FOREIGN KEY ("vehicle_id") REFERENCES "vehicle" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("interview_id") REFERENCES "interview" ("id") ON DELETE RESTRICT);
CREATE INDEX "told_mileage_vehicle_id" ON "told_mileage" ("vehicle_id");
CREATE UNIQUE INDEX "told_mileage_interview_id" ON "told_mileage" ("interview_id");
CREATE TABLE "prediction" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "vehicle_id" INTEGER NOT NULL,
    "basis" TEXT NOT NULL,
    "computed_on" DATE NOT NULL,
    "serviced_on" DATE,
    "due_on" DATE,
    "next_on" DATE,
    "due_by_km" DATE,
    "due_by_time" DATE,
    "method" TEXT NOT NULL CHECK (method IN ('siegel', 'default', 'time', '')),
    "confidence" TEXT NOT NULL CHECK (confidence IN ('low', 'medium', 'high', '')),
    "km_a_day" REAL,
    "spread" REAL,
    "readings" INTEGER NOT NULL,
    "span_days" INTEGER NOT NULL,
    "doubt" TEXT NOT NULL CHECK (doubt IN ('falling', 'jump', '')),
    "doubt_on" DATE,
    "doubt_km" INTEGER,
    "asked" INTEGER NOT NULL,
    FOREIGN KEY ("vehicle_id") REFERENCES "vehicle" ("id") ON DELETE CASCADE);
CREATE UNIQUE INDEX "prediction_vehicle_id" ON "prediction" ("vehicle_id");
