CREATE TABLE "step_draft" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "subject" TEXT NOT NULL CHECK (subject IN ('complaint', 'notice', 'improvement_action')),
    "subject_id" INTEGER NOT NULL,
    "step" TEXT NOT NULL,
    "fields" TEXT NOT NULL,
    "updated_at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "step_draft_person_id" ON "step_draft" ("person_id");
CREATE UNIQUE INDEX "step_draft_person_id_subject_subject_id_step" ON "step_draft" ("person_id", "subject", "subject_id", "step");
