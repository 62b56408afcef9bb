ALTER TABLE "notice" ADD COLUMN "from_person_id" INTEGER REFERENCES "person" ("id") ON DELETE RESTRICT;
CREATE INDEX "notice_from_person_id" ON "notice" ("from_person_id");
CREATE INDEX IF NOT EXISTS notice_from_person ON notice (created_at) WHERE from_person_id IS NOT NULL;
CREATE TABLE "desk_session" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "desk" TEXT NOT NULL,
    "opened_at" TIMESTAMP NOT NULL,
    "beat_at" TIMESTAMP NOT NULL,
    "closed_at" TIMESTAMP,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "desk_session_person_id" ON "desk_session" ("person_id");
CREATE UNIQUE INDEX "desk_session_desk" ON "desk_session" ("desk");
CREATE INDEX "desk_session_person_id_closed_at" ON "desk_session" ("person_id", "closed_at");
CREATE INDEX IF NOT EXISTS desk_session_open ON desk_session (person_id) WHERE closed_at IS NULL;
CREATE TABLE "pause" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "minutes" INTEGER,
    "began_at" TIMESTAMP NOT NULL,
    "work_date" DATE NOT NULL,
    "ended_at" TIMESTAMP,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "pause_person_id" ON "pause" ("person_id");
CREATE INDEX "pause_work_date" ON "pause" ("work_date");
CREATE INDEX "pause_person_id_ended_at" ON "pause" ("person_id", "ended_at");
CREATE UNIQUE INDEX IF NOT EXISTS pause_one_open ON pause (person_id) WHERE ended_at IS NULL;
CREATE TABLE "onlook" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "contact_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "desk" TEXT NOT NULL,
    "began_at" TIMESTAMP NOT NULL,
    "ended_at" TIMESTAMP,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "onlook_contact_id" ON "onlook" ("contact_id");
CREATE INDEX "onlook_person_id" ON "onlook" ("person_id");
CREATE INDEX IF NOT EXISTS onlook_open ON onlook (contact_id) WHERE ended_at IS NULL;
