CREATE TABLE "history_change" (
    "vehicle_id" INTEGER NOT NULL PRIMARY KEY,
    "changes" INTEGER NOT NULL,
    FOREIGN KEY ("vehicle_id") REFERENCES "vehicle" ("id") ON DELETE CASCADE);
CREATE FUNCTION "note_history_change"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' AND OLD."vehicle_id" IS NOT NULL THEN
        INSERT INTO "history_change" ("vehicle_id", "changes") VALUES (OLD."vehicle_id", 1)
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; END IF; IF
    TG_OP <> 'DELETE' AND NEW."vehicle_id" IS NOT NULL THEN
        INSERT INTO "history_change" ("vehicle_id", "changes") VALUES (NEW."vehicle_id", 1)
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; END IF; RETURN NULL; END $$;
CREATE FUNCTION "note_vehicle_change"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO "history_change" ("vehicle_id", "changes") VALUES (NEW."id", 1)
    ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; RETURN NULL; END $$;
CREATE TRIGGER "repair_order_added" AFTER INSERT ON "repair_order"
    FOR EACH ROW EXECUTE FUNCTION "note_history_change"();
CREATE TRIGGER "repair_order_changed" AFTER UPDATE OF "vehicle_id", "service_name", "opened_on", "completed_on", "left_on", "mileage_km"
    ON "repair_order"
    FOR EACH ROW EXECUTE FUNCTION "note_history_change"();
CREATE TRIGGER "repair_order_gone" AFTER DELETE ON "repair_order"
    FOR EACH ROW EXECUTE FUNCTION "note_history_change"();
CREATE TRIGGER "told_mileage_added" AFTER INSERT ON "told_mileage"
    FOR EACH ROW EXECUTE FUNCTION "note_history_change"();
CREATE TRIGGER "told_mileage_changed" AFTER UPDATE OF "vehicle_id", "km", "told_on", "withdrawn_at" ON "told_mileage"
    FOR EACH ROW EXECUTE FUNCTION "note_history_change"();
CREATE TRIGGER "told_mileage_gone" AFTER DELETE ON "told_mileage"
    FOR EACH ROW EXECUTE FUNCTION "note_history_change"();
CREATE TRIGGER "vehicle_added" AFTER INSERT ON "vehicle"
    FOR EACH ROW WHEN (NEW."given_service_on" IS NOT NULL) EXECUTE FUNCTION "note_vehicle_change"();
CREATE TRIGGER "vehicle_changed" AFTER UPDATE OF "model", "use_type", "given_service_on", "given_on" ON "vehicle"
    FOR EACH ROW EXECUTE FUNCTION "note_vehicle_change"();
