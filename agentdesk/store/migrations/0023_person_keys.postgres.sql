CREATE TABLE "person_key" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "blob" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "added_by_id" INTEGER,
    "added_at" TIMESTAMP NOT NULL,
    "last_used_at" TIMESTAMP,
    "revoked_by_id" INTEGER,
    "revoked_at" TIMESTAMP,
    "revoked_why" TEXT NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("added_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("revoked_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "person_key_person_id" ON "person_key" ("person_id");
CREATE UNIQUE INDEX "person_key_fingerprint" ON "person_key" ("fingerprint");
CREATE INDEX "person_key_added_by_id" ON "person_key" ("added_by_id");
CREATE INDEX "person_key_revoked_by_id" ON "person_key" ("revoked_by_id");
CREATE TABLE "person_pin" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "hashed" TEXT NOT NULL,
    "set_at" TIMESTAMP NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "person_pin_person_id" ON "person_pin" ("person_id");
ALTER TABLE "desk_session" ADD COLUMN "taken_at" TIMESTAMP;
ALTER TABLE "desk_session" ADD COLUMN "address" TEXT NOT NULL DEFAULT '';
