CREATE TABLE "history_change" (
    "vehicle_id" INTEGER NOT NULL PRIMARY KEY,
    "changes" INTEGER NOT NULL,
    FOREIGN KEY ("vehicle_id") REFERENCES "vehicle" ("id") ON DELETE CASCADE);
CREATE TRIGGER "repair_order_added" AFTER INSERT
    ON "repair_order" BEGIN
    INSERT INTO "history_change" ("vehicle_id", "changes")
        SELECT NEW."vehicle_id", 1 WHERE NEW."vehicle_id" IS NOT NULL
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; END;
CREATE TRIGGER "repair_order_changed" AFTER UPDATE OF "vehicle_id", "service_name", "opened_on", "completed_on", "left_on", "mileage_km"
    ON "repair_order" BEGIN
    INSERT INTO "history_change" ("vehicle_id", "changes")
        SELECT OLD."vehicle_id", 1 WHERE OLD."vehicle_id" IS NOT NULL
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; INSERT INTO "history_change" ("vehicle_id", "changes")
        SELECT NEW."vehicle_id", 1 WHERE NEW."vehicle_id" IS NOT NULL
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; END;
CREATE TRIGGER "repair_order_gone" AFTER DELETE
    ON "repair_order" BEGIN
    INSERT INTO "history_change" ("vehicle_id", "changes")
        SELECT OLD."vehicle_id", 1 WHERE OLD."vehicle_id" IS NOT NULL
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; END;
CREATE TRIGGER "told_mileage_added" AFTER INSERT
    ON "told_mileage" BEGIN
    INSERT INTO "history_change" ("vehicle_id", "changes")
        SELECT NEW."vehicle_id", 1 WHERE NEW."vehicle_id" IS NOT NULL
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; END;
CREATE TRIGGER "told_mileage_changed" AFTER UPDATE OF "vehicle_id", "km", "told_on", "withdrawn_at"
    ON "told_mileage" BEGIN
    INSERT INTO "history_change" ("vehicle_id", "changes")
        SELECT OLD."vehicle_id", 1 WHERE OLD."vehicle_id" IS NOT NULL
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; INSERT INTO "history_change" ("vehicle_id", "changes")
        SELECT NEW."vehicle_id", 1 WHERE NEW."vehicle_id" IS NOT NULL
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; END;
CREATE TRIGGER "told_mileage_gone" AFTER DELETE
    ON "told_mileage" BEGIN
    INSERT INTO "history_change" ("vehicle_id", "changes")
        SELECT OLD."vehicle_id", 1 WHERE OLD."vehicle_id" IS NOT NULL
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; END;
CREATE TRIGGER "vehicle_added" AFTER INSERT ON "vehicle" WHEN NEW."given_service_on" IS NOT NULL BEGIN
    INSERT INTO "history_change" ("vehicle_id", "changes")
        SELECT NEW."id", 1 WHERE true
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; END;
CREATE TRIGGER "vehicle_changed" AFTER UPDATE OF "model", "use_type", "given_service_on", "given_on"
    ON "vehicle" BEGIN
    INSERT INTO "history_change" ("vehicle_id", "changes")
        SELECT NEW."id", 1 WHERE true
        ON CONFLICT ("vehicle_id") DO UPDATE SET "changes" = "history_change"."changes" + 1; END;
