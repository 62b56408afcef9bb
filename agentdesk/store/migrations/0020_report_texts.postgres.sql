ALTER TABLE "import_row" ADD COLUMN "undone" TEXT;
CREATE TABLE "report_text" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "report" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "draft" BOOLEAN NOT NULL,
    "person_id" INTEGER,
    "written_at" TIMESTAMP NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "report_text_person_id" ON "report_text" ("person_id");
CREATE INDEX "report_text_report_period_section" ON "report_text" ("report", "period", "section");
CREATE UNIQUE INDEX IF NOT EXISTS report_text_one_draft ON report_text (report, period, section, person_id) WHERE draft;
CREATE TABLE "day_mark" (
    "day" DATE NOT NULL PRIMARY KEY,
    "at" TIMESTAMP NOT NULL,
    "marks" TEXT NOT NULL);
