ALTER TABLE "notice" ADD COLUMN "complaint_id" INTEGER REFERENCES "complaint" ("id") ON DELETE RESTRICT;
ALTER TABLE "notice" ADD COLUMN "escalation_id" INTEGER REFERENCES "escalation" ("id") ON DELETE RESTRICT;
CREATE INDEX "notice_complaint_id" ON "notice" ("complaint_id");
CREATE INDEX "notice_escalation_id" ON "notice" ("escalation_id");
CREATE INDEX IF NOT EXISTS notice_waiting ON notice (to_person_id) WHERE answered_at IS NULL;
ALTER TABLE "escalation" ADD COLUMN "action" TEXT NOT NULL DEFAULT 'notify';
CREATE INDEX "escalation_taken_at" ON "escalation" ("taken_at");
CREATE TABLE "sending" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "notice_id" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "created_at" TIMESTAMP NOT NULL,
    "tries" INTEGER NOT NULL,
    "next_try_at" TIMESTAMP,
    "sent_at" TIMESTAMP,
    "error" TEXT NOT NULL,
    FOREIGN KEY ("notice_id") REFERENCES "notice" ("id") ON DELETE RESTRICT);
CREATE INDEX "sending_notice_id" ON "sending" ("notice_id");
CREATE UNIQUE INDEX "sending_notice_id_channel" ON "sending" ("notice_id", "channel");
CREATE INDEX IF NOT EXISTS sending_due ON sending (next_try_at) WHERE next_try_at IS NOT NULL;
