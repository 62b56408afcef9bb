ALTER TABLE "audit_event" ADD COLUMN "session" TEXT;
ALTER TABLE "audit_event" ADD COLUMN "address" TEXT;
ALTER TABLE "audit_event" ADD COLUMN "form" INTEGER;
DROP INDEX "audit_event_action";
CREATE INDEX "audit_event_action_at" ON "audit_event" ("action", "at");
CREATE INDEX "audit_event_person_name_at" ON "audit_event" ("person_name", "at");
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'the audit trail is append-only'; END $$;
CREATE TRIGGER "audit_event_not_changed" BEFORE UPDATE ON "audit_event"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_event_not_removed" BEFORE DELETE ON "audit_event"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_event_not_replaced" BEFORE TRUNCATE ON "audit_event"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
