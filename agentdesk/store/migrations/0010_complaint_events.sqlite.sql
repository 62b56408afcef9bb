CREATE TABLE "complaint_event_0010" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "complaint_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('raised', 'acknowledged', 'assessed', 'accepted', 'assigned', 'contacted', 'proposed', 'handled', 'answered', 'special_requested', 'special_approved', 'special_refused', 'paused', 'resumed', 'recalled', 'reopened', 'closed', 'noted', 'merged', 'external')),
    "step" INTEGER,
    "at" DATETIME NOT NULL,
    "person_id" INTEGER,
    "note" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
INSERT INTO "complaint_event_0010" ("id", "complaint_id", "kind", "step", "at", "person_id", "note", "data")
SELECT "id", "complaint_id", "kind", "step", "at", "person_id", "note", "data" FROM "complaint_event";
DROP TABLE "complaint_event";
CREATE INDEX "complaint_event_complaint_id" ON "complaint_event_0010" ("complaint_id");
CREATE INDEX "complaint_event_at" ON "complaint_event_0010" ("at");
CREATE INDEX "complaint_event_person_id" ON "complaint_event_0010" ("person_id");
ALTER TABLE "complaint_event_0010" RENAME TO "complaint_event";
ALTER TABLE "complaint" ADD COLUMN "paused_for" TEXT NOT NULL DEFAULT '';
ALTER TABLE "complaint" ADD COLUMN "paused_until" DATETIME;
ALTER TABLE "complaint" ADD COLUMN "merged_into_id" INTEGER REFERENCES "complaint" ("id") ON DELETE RESTRICT;
CREATE INDEX "complaint_merged_into_id" ON "complaint" ("merged_into_id");
