CREATE TABLE "check_entry" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "work_date" DATE NOT NULL,
    "person_id" INTEGER NOT NULL,
    "about_id" INTEGER,
    "text" TEXT NOT NULL,
    "action_id" INTEGER,
    "created_at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("about_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("action_id") REFERENCES "improvement_action" ("id") ON DELETE RESTRICT);
CREATE INDEX "check_entry_work_date" ON "check_entry" ("work_date");
CREATE INDEX "check_entry_person_id" ON "check_entry" ("person_id");
CREATE INDEX "check_entry_about_id" ON "check_entry" ("about_id");
CREATE INDEX "check_entry_action_id" ON "check_entry" ("action_id");
CREATE TABLE "judgement" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "contact_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "judge_id" INTEGER NOT NULL,
    "work_date" DATE NOT NULL,
    "reasons" TEXT NOT NULL,
    "corrects_id" INTEGER,
    "remark" TEXT NOT NULL,
    "begun_at" DATETIME NOT NULL,
    "submitted_at" DATETIME,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("judge_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("corrects_id") REFERENCES "judgement" ("id") ON DELETE RESTRICT);
CREATE INDEX "judgement_contact_id" ON "judgement" ("contact_id");
CREATE INDEX "judgement_person_id" ON "judgement" ("person_id");
CREATE INDEX "judgement_judge_id" ON "judgement" ("judge_id");
CREATE INDEX "judgement_corrects_id" ON "judgement" ("corrects_id");
CREATE INDEX "judgement_person_id_work_date" ON "judgement" ("person_id", "work_date");
CREATE INDEX "judgement_work_date" ON "judgement" ("work_date");
CREATE UNIQUE INDEX IF NOT EXISTS judgement_one_draft ON judgement (contact_id) WHERE submitted_at IS NULL;
CREATE TABLE "judgement_line" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "judgement_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "zh" TEXT NOT NULL,
    "en" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "weight" INTEGER NOT NULL,
    "critical" TEXT NOT NULL CHECK (critical IN ('', 'customer', 'business', 'compliance')),
    "given" INTEGER,
    "applies" INTEGER NOT NULL,
    "comment" TEXT NOT NULL,
    FOREIGN KEY ("judgement_id") REFERENCES "judgement" ("id") ON DELETE RESTRICT);
CREATE INDEX "judgement_line_judgement_id" ON "judgement_line" ("judgement_id");
CREATE UNIQUE INDEX "judgement_line_judgement_id_position" ON "judgement_line" ("judgement_id", "position");
CREATE TABLE "judgement_event" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "judgement_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('submitted', 'acknowledged', 'objected', 'answered')),
    "at" DATETIME NOT NULL,
    "person_id" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    FOREIGN KEY ("judgement_id") REFERENCES "judgement" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "judgement_event_judgement_id" ON "judgement_event" ("judgement_id");
CREATE INDEX "judgement_event_person_id" ON "judgement_event" ("person_id");
ALTER TABLE "daily_check" ADD COLUMN "figures" TEXT NOT NULL DEFAULT '{}';
CREATE INDEX "contact_work_date_person_id" ON "contact" ("work_date", "person_id");
CREATE TABLE "step_draft_0018" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "subject" TEXT NOT NULL CHECK (subject IN ('complaint', 'notice', 'improvement_action', 'daily_check', 'judgement')),
    "subject_id" INTEGER NOT NULL,
    "step" TEXT NOT NULL,
    "fields" TEXT NOT NULL,
    "updated_at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
INSERT INTO "step_draft_0018" ("id", "person_id", "subject", "subject_id", "step", "fields", "updated_at")
SELECT "id", "person_id", "subject", "subject_id", "step", "fields", "updated_at" FROM "step_draft";
DROP TABLE "step_draft";
CREATE INDEX "step_draft_person_id" ON "step_draft_0018" ("person_id");
CREATE UNIQUE INDEX "step_draft_person_id_subject_subject_id_step" ON "step_draft_0018" ("person_id", "subject", "subject_id", "step");
ALTER TABLE "step_draft_0018" RENAME TO "step_draft";
