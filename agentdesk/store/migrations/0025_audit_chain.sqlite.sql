ALTER TABLE "audit_event" ADD COLUMN "session" TEXT;
ALTER TABLE "audit_event" ADD COLUMN "address" TEXT;
ALTER TABLE "audit_event" ADD COLUMN "form" INTEGER;
DROP INDEX "audit_event_action";
CREATE INDEX "audit_event_action_at" ON "audit_event" ("action", "at");
CREATE INDEX "audit_event_person_name_at" ON "audit_event" ("person_name", "at");
CREATE TRIGGER "audit_event_not_changed" BEFORE UPDATE
    ON "audit_event" BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER "audit_event_not_removed" BEFORE DELETE
    ON "audit_event" BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER "audit_event_not_replaced" BEFORE INSERT
    ON "audit_event" WHEN EXISTS (SELECT 1 FROM "audit_event" WHERE "id" = NEW."id") BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
