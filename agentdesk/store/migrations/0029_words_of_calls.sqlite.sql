CREATE TABLE "step_draft_0029" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "subject" TEXT NOT NULL CHECK (subject IN ('complaint', 'notice', 'improvement_action', 'daily_check', 'judgement', 'contact', 'task')),
    "subject_id" INTEGER NOT NULL,
    "step" TEXT NOT NULL,
    "fields" TEXT NOT NULL,
    "updated_at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
INSERT INTO "step_draft_0029" ("id", "person_id", "subject", "subject_id", "step", "fields", "updated_at")
SELECT "id", "person_id", "subject", "subject_id", "step", "fields", "updated_at" FROM "step_draft";
DROP TABLE "step_draft";
CREATE INDEX "step_draft_person_id" ON "step_draft_0029" ("person_id");
CREATE UNIQUE INDEX "step_draft_person_id_subject_subject_id_step" ON "step_draft_0029" ("person_id", "subject", "subject_id", "step");
ALTER TABLE "step_draft_0029" RENAME TO "step_draft";
