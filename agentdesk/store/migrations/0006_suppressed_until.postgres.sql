ALTER TABLE "customer" ADD COLUMN "restricted_at" TIMESTAMP;
ALTER TABLE "suppression" ADD COLUMN "last_on" DATE;
UPDATE "suppression" SET "last_on" = "work_date";
CREATE INDEX "suppression_last_on" ON "suppression" ("last_on");
