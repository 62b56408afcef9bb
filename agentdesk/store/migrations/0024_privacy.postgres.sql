CREATE TABLE "consent" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL CHECK (purpose IN ('service', 'care', 'marketing')),
    "channel" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "evidence" TEXT NOT NULL,
    "given_at" TIMESTAMP NOT NULL,
    "person_id" INTEGER,
    "withdrawn_at" TIMESTAMP,
    "withdrawn_reason" TEXT NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "consent_customer_id" ON "consent" ("customer_id");
CREATE INDEX "consent_person_id" ON "consent" ("person_id");
CREATE INDEX "consent_customer_id_purpose" ON "consent" ("customer_id", "purpose");
CREATE TABLE "erasure" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "asked_at" TIMESTAMP NOT NULL,
    "person_id" INTEGER,
    "reason" TEXT NOT NULL,
    "due_on" DATE,
    "done_at" TIMESTAMP,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "erasure_customer_id" ON "erasure" ("customer_id");
CREATE INDEX "erasure_person_id" ON "erasure" ("person_id");
CREATE INDEX "erasure_due_on" ON "erasure" ("due_on");
CREATE TABLE "erased_number" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "hash" TEXT NOT NULL,
    "erasure_id" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    FOREIGN KEY ("erasure_id") REFERENCES "erasure" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "erased_number_hash" ON "erased_number" ("hash");
CREATE INDEX "erased_number_erasure_id" ON "erased_number" ("erasure_id");
