ALTER TABLE "queue_run" ADD COLUMN "lease" TEXT;
ALTER TABLE "queue_run" ADD COLUMN "host" TEXT;
ALTER TABLE "queue_run" ADD COLUMN "process" INTEGER;
ALTER TABLE "queue_run" ADD COLUMN "beat_at" DATETIME;
CREATE UNIQUE INDEX "queue_run_lease" ON "queue_run" ("lease");
CREATE TABLE "calendar_state" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "content_hash" TEXT NOT NULL,
    "content" TEXT NOT NULL);
CREATE UNIQUE INDEX "calendar_state_content_hash" ON "calendar_state" ("content_hash");
CREATE INDEX IF NOT EXISTS task_open_expires ON task (expires_on) WHERE state = 'open';
