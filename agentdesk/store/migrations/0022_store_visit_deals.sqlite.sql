ALTER TABLE "store_visit" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'visit' CHECK (kind IN ('visit', 'call'));
ALTER TABLE "store_visit" ADD COLUMN "model" TEXT NOT NULL DEFAULT '';
ALTER TABLE "store_visit" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'bought', 'lost'));
ALTER TABLE "store_visit" ADD COLUMN "decided_on" DATE;
ALTER TABLE "store_visit" ADD COLUMN "lost_reason" TEXT NOT NULL DEFAULT '';
ALTER TABLE "store_visit" ADD COLUMN "lost_note" TEXT NOT NULL DEFAULT '';
ALTER TABLE "store_visit" ADD COLUMN "competitor" TEXT NOT NULL DEFAULT '';
UPDATE "store_visit" SET "state" = 'bought' WHERE "bought";
CREATE TABLE "store_visit_0022" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "source_key" TEXT NOT NULL,
    "customer_id" INTEGER,
    "advisor_id" INTEGER,
    "visited_on" DATE NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('visit', 'call')),
    "channel" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "state" TEXT NOT NULL CHECK (state IN ('open', 'bought', 'lost')),
    "decided_on" DATE,
    "lost_reason" TEXT NOT NULL,
    "lost_note" TEXT NOT NULL,
    "competitor" TEXT NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("advisor_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
INSERT INTO "store_visit_0022" ("id", "source_key", "customer_id", "advisor_id", "visited_on", "kind", "channel", "model", "state", "decided_on", "lost_reason", "lost_note", "competitor")
SELECT "id", "source_key", "customer_id", "advisor_id", "visited_on", "kind", "channel", "model", "state", "decided_on", "lost_reason", "lost_note", "competitor" FROM "store_visit";
DROP TABLE "store_visit";
CREATE UNIQUE INDEX "store_visit_source_key" ON "store_visit_0022" ("source_key");
CREATE INDEX "store_visit_customer_id" ON "store_visit_0022" ("customer_id");
CREATE INDEX "store_visit_advisor_id" ON "store_visit_0022" ("advisor_id");
CREATE INDEX "store_visit_visited_on" ON "store_visit_0022" ("visited_on");
ALTER TABLE "store_visit_0022" RENAME TO "store_visit";
CREATE INDEX "store_visit_decided_on" ON "store_visit" ("decided_on");
