ALTER TABLE "improvement_action" ADD COLUMN "pattern" TEXT NOT NULL DEFAULT '';
CREATE TABLE "action_event" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "action_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('created', 'followed_up', 'reported', 'moved', 'done', 'checked', 'dropped')),
    "at" TIMESTAMP NOT NULL,
    "person_id" INTEGER,
    "note" TEXT NOT NULL,
    "effective" BOOLEAN,
    FOREIGN KEY ("action_id") REFERENCES "improvement_action" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "action_event_action_id" ON "action_event" ("action_id");
CREATE INDEX "action_event_person_id" ON "action_event" ("person_id");
CREATE TABLE "action_complaint" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "action_id" INTEGER NOT NULL,
    "complaint_id" INTEGER NOT NULL,
    FOREIGN KEY ("action_id") REFERENCES "improvement_action" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id") ON DELETE RESTRICT);
CREATE INDEX "action_complaint_action_id" ON "action_complaint" ("action_id");
CREATE INDEX "action_complaint_complaint_id" ON "action_complaint" ("complaint_id");
CREATE UNIQUE INDEX "action_complaint_action_id_complaint_id" ON "action_complaint" ("action_id", "complaint_id");
