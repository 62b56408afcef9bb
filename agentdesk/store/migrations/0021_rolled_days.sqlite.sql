CREATE TABLE "rolled_day" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "ground" TEXT NOT NULL CHECK (ground IN ('task', 'answer', 'order', 'sale', 'visit', 'booking', 'complaint', 'attempt', 'served', 'reminder')),
    "day" DATE NOT NULL,
    "playbook" INTEGER NOT NULL,
    "seen_on" DATE NOT NULL,
    "sums" TEXT NOT NULL,
    "mark" TEXT NOT NULL);
CREATE UNIQUE INDEX "rolled_day_ground_day_playbook" ON "rolled_day" ("ground", "day", "playbook");
CREATE INDEX promise_open_person ON promise (person_id, promised_at) WHERE ended_at IS NULL;
CREATE INDEX repair_order_visited_on ON repair_order (COALESCE(opened_on, left_on));
CREATE TRIGGER "rolled_task_added" AFTER INSERT
    ON "task" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'task' AND "day" = NEW."latest_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'answer' AND "day" = NEW."latest_on"
        AND EXISTS (SELECT 1 FROM "interview" WHERE "task_id" = NEW."id"); DELETE FROM "rolled_day"
        WHERE "ground" = CASE NEW."subject" WHEN 'repair_order' THEN 'order'
        WHEN 'sale' THEN 'sale' WHEN 'appointment' THEN 'booking' WHEN 'vehicle' THEN 'reminder' END
        AND "day" = CASE NEW."subject" WHEN 'repair_order' THEN (SELECT "left_on" FROM "repair_order"
        WHERE "id" = NEW."subject_id")
        WHEN 'sale' THEN (SELECT "delivered_on" FROM "sale" WHERE "id" = NEW."subject_id")
        WHEN 'appointment' THEN (SELECT "starts_on" FROM "appointment" WHERE "id" = NEW."subject_id")
        WHEN 'vehicle' THEN date(NEW."latest_on", 'start of month') END; END;
CREATE TRIGGER "rolled_task_changed" AFTER UPDATE OF "kind_id", "kind_code", "owner_role", "channel", "latest_on",
        "state", "disposition", "closed_on", "attempts", "subject", "subject_id", "vehicle_id", "event_on",
        "due_nominal"
    ON "task"
    WHEN OLD."kind_id" IS NOT NEW."kind_id" OR OLD."kind_code" IS NOT NEW."kind_code"
        OR OLD."owner_role" IS NOT NEW."owner_role" OR OLD."channel" IS NOT NEW."channel"
        OR OLD."latest_on" IS NOT NEW."latest_on" OR OLD."state" IS NOT NEW."state"
        OR OLD."disposition" IS NOT NEW."disposition" OR OLD."closed_on" IS NOT NEW."closed_on"
        OR OLD."attempts" IS NOT NEW."attempts" OR OLD."subject" IS NOT NEW."subject"
        OR OLD."subject_id" IS NOT NEW."subject_id" OR OLD."vehicle_id" IS NOT NEW."vehicle_id"
        OR OLD."event_on" IS NOT NEW."event_on" OR OLD."due_nominal" IS NOT NEW."due_nominal" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'task' AND "day" = OLD."latest_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'answer' AND "day" = OLD."latest_on"
        AND EXISTS (SELECT 1 FROM "interview" WHERE "task_id" = OLD."id"); DELETE FROM "rolled_day"
        WHERE "ground" = CASE OLD."subject" WHEN 'repair_order' THEN 'order'
        WHEN 'sale' THEN 'sale' WHEN 'appointment' THEN 'booking' WHEN 'vehicle' THEN 'reminder' END
        AND "day" = CASE OLD."subject" WHEN 'repair_order' THEN (SELECT "left_on" FROM "repair_order"
        WHERE "id" = OLD."subject_id")
        WHEN 'sale' THEN (SELECT "delivered_on" FROM "sale" WHERE "id" = OLD."subject_id")
        WHEN 'appointment' THEN (SELECT "starts_on" FROM "appointment" WHERE "id" = OLD."subject_id")
        WHEN 'vehicle' THEN date(OLD."latest_on", 'start of month') END; DELETE FROM "rolled_day"
        WHERE "ground" = 'task' AND "day" = NEW."latest_on"; DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = NEW."latest_on"
        AND EXISTS (SELECT 1 FROM "interview" WHERE "task_id" = NEW."id"); DELETE FROM "rolled_day"
        WHERE "ground" = CASE NEW."subject" WHEN 'repair_order' THEN 'order'
        WHEN 'sale' THEN 'sale' WHEN 'appointment' THEN 'booking' WHEN 'vehicle' THEN 'reminder' END
        AND "day" = CASE NEW."subject" WHEN 'repair_order' THEN (SELECT "left_on" FROM "repair_order"
        WHERE "id" = NEW."subject_id")
        WHEN 'sale' THEN (SELECT "delivered_on" FROM "sale" WHERE "id" = NEW."subject_id")
        WHEN 'appointment' THEN (SELECT "starts_on" FROM "appointment" WHERE "id" = NEW."subject_id")
        WHEN 'vehicle' THEN date(NEW."latest_on", 'start of month') END; END;
CREATE TRIGGER "rolled_task_gone" AFTER DELETE
    ON "task" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'task' AND "day" = OLD."latest_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'answer' AND "day" = OLD."latest_on"
        AND EXISTS (SELECT 1 FROM "interview" WHERE "task_id" = OLD."id"); DELETE FROM "rolled_day"
        WHERE "ground" = CASE OLD."subject" WHEN 'repair_order' THEN 'order'
        WHEN 'sale' THEN 'sale' WHEN 'appointment' THEN 'booking' WHEN 'vehicle' THEN 'reminder' END
        AND "day" = CASE OLD."subject" WHEN 'repair_order' THEN (SELECT "left_on" FROM "repair_order"
        WHERE "id" = OLD."subject_id")
        WHEN 'sale' THEN (SELECT "delivered_on" FROM "sale" WHERE "id" = OLD."subject_id")
        WHEN 'appointment' THEN (SELECT "starts_on" FROM "appointment" WHERE "id" = OLD."subject_id")
        WHEN 'vehicle' THEN date(OLD."latest_on", 'start of month') END; END;
CREATE TRIGGER "rolled_interview_added" AFTER INSERT
    ON "interview" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'answer' AND "day" = (SELECT "latest_on" FROM "task"
        WHERE "id" = NEW."task_id" AND NEW."ended_at" IS NOT NULL); END;
CREATE TRIGGER "rolled_interview_changed" AFTER UPDATE OF "task_id", "form_version_id", "language", "seed", "facts",
        "started_at", "ended_at", "result"
    ON "interview"
    WHEN OLD."task_id" IS NOT NEW."task_id" OR OLD."form_version_id" IS NOT NEW."form_version_id"
        OR OLD."language" IS NOT NEW."language" OR OLD."seed" IS NOT NEW."seed" OR OLD."facts" IS NOT NEW."facts"
        OR OLD."started_at" IS NOT NEW."started_at" OR OLD."ended_at" IS NOT NEW."ended_at"
        OR OLD."result" IS NOT NEW."result" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'answer' AND "day" = (SELECT "latest_on" FROM "task"
        WHERE "id" = OLD."task_id" AND OLD."ended_at" IS NOT NULL); DELETE FROM "rolled_day"
        WHERE "ground" = 'answer' AND "day" = (SELECT "latest_on" FROM "task"
        WHERE "id" = NEW."task_id" AND NEW."ended_at" IS NOT NULL); END;
CREATE TRIGGER "rolled_interview_gone" AFTER DELETE
    ON "interview" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'answer' AND "day" = (SELECT "latest_on" FROM "task"
        WHERE "id" = OLD."task_id" AND OLD."ended_at" IS NOT NULL); END;
CREATE TRIGGER "rolled_answer_added" AFTER INSERT
    ON "answer" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = NEW."interview_id"
        AND "interview"."ended_at" IS NOT NULL); END;
CREATE TRIGGER "rolled_answer_changed" AFTER UPDATE OF "interview_id", "node", "value", "draft"
    ON "answer"
    WHEN OLD."interview_id" IS NOT NEW."interview_id" OR OLD."node" IS NOT NEW."node"
        OR OLD."value" IS NOT NEW."value" OR OLD."draft" IS NOT NEW."draft" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = OLD."interview_id"
        AND "interview"."ended_at" IS NOT NULL); DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = NEW."interview_id"
        AND "interview"."ended_at" IS NOT NULL); END;
CREATE TRIGGER "rolled_answer_gone" AFTER DELETE
    ON "answer" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = OLD."interview_id"
        AND "interview"."ended_at" IS NOT NULL); END;
CREATE TRIGGER "rolled_confirmation_added" AFTER INSERT
    ON "confirmation" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = NEW."interview_id"
        AND "interview"."ended_at" IS NOT NULL); END;
CREATE TRIGGER "rolled_confirmation_changed" AFTER UPDATE OF "interview_id", "node", "confirmed_at"
    ON "confirmation"
    WHEN OLD."interview_id" IS NOT NEW."interview_id" OR OLD."node" IS NOT NEW."node"
        OR OLD."confirmed_at" IS NOT NEW."confirmed_at" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = OLD."interview_id"
        AND "interview"."ended_at" IS NOT NULL); DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = NEW."interview_id"
        AND "interview"."ended_at" IS NOT NULL); END;
CREATE TRIGGER "rolled_confirmation_gone" AFTER DELETE
    ON "confirmation" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = OLD."interview_id"
        AND "interview"."ended_at" IS NOT NULL); END;
CREATE TRIGGER "rolled_repair_order_added" AFTER INSERT
    ON "repair_order" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'order' AND "day" = NEW."left_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'visit' AND "day" IN (NEW."left_on", NEW."opened_on"); DELETE FROM "rolled_day"
        WHERE "ground" = 'served' AND "day" = date(NEW."left_on", 'start of month'); DELETE FROM "rolled_day"
        WHERE "ground" = 'reminder' AND "day" IN (SELECT date("latest_on", 'start of month') FROM "task"
        WHERE "vehicle_id" = NEW."vehicle_id" AND "subject" = 'vehicle'); END;
CREATE TRIGGER "rolled_repair_order_changed" AFTER UPDATE OF "left_on", "opened_on", "customer_id", "vehicle_id",
        "service_name", "re_repair_of"
    ON "repair_order"
    WHEN OLD."left_on" IS NOT NEW."left_on" OR OLD."opened_on" IS NOT NEW."opened_on"
        OR OLD."customer_id" IS NOT NEW."customer_id" OR OLD."vehicle_id" IS NOT NEW."vehicle_id"
        OR OLD."service_name" IS NOT NEW."service_name" OR OLD."re_repair_of" IS NOT NEW."re_repair_of" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'order' AND "day" = OLD."left_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'visit' AND "day" IN (OLD."left_on", OLD."opened_on"); DELETE FROM "rolled_day"
        WHERE "ground" = 'served' AND "day" = date(OLD."left_on", 'start of month'); DELETE FROM "rolled_day"
        WHERE "ground" = 'reminder' AND "day" IN (SELECT date("latest_on", 'start of month') FROM "task"
        WHERE "vehicle_id" = OLD."vehicle_id" AND "subject" = 'vehicle'); DELETE FROM "rolled_day"
        WHERE "ground" = 'order' AND "day" = NEW."left_on"; DELETE FROM "rolled_day" WHERE "ground" = 'visit'
        AND "day" IN (NEW."left_on", NEW."opened_on"); DELETE FROM "rolled_day" WHERE "ground" = 'served'
        AND "day" = date(NEW."left_on", 'start of month'); DELETE FROM "rolled_day" WHERE "ground" = 'reminder'
        AND "day" IN (SELECT date("latest_on", 'start of month') FROM "task"
        WHERE "vehicle_id" = NEW."vehicle_id" AND "subject" = 'vehicle'); END;
CREATE TRIGGER "rolled_repair_order_gone" AFTER DELETE
    ON "repair_order" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'order' AND "day" = OLD."left_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'visit' AND "day" IN (OLD."left_on", OLD."opened_on"); DELETE FROM "rolled_day"
        WHERE "ground" = 'served' AND "day" = date(OLD."left_on", 'start of month'); DELETE FROM "rolled_day"
        WHERE "ground" = 'reminder' AND "day" IN (SELECT date("latest_on", 'start of month') FROM "task"
        WHERE "vehicle_id" = OLD."vehicle_id" AND "subject" = 'vehicle'); END;
CREATE TRIGGER "rolled_sale_added" AFTER INSERT
    ON "sale" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'sale' AND "day" = NEW."delivered_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'served' AND "day" = date(NEW."delivered_on", 'start of month'); END;
CREATE TRIGGER "rolled_sale_changed" AFTER UPDATE OF "delivered_on", "customer_id"
    ON "sale"
    WHEN OLD."delivered_on" IS NOT NEW."delivered_on" OR OLD."customer_id" IS NOT NEW."customer_id" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'sale' AND "day" = OLD."delivered_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'served'
        AND "day" = date(OLD."delivered_on", 'start of month'); DELETE FROM "rolled_day" WHERE "ground" = 'sale'
        AND "day" = NEW."delivered_on"; DELETE FROM "rolled_day" WHERE "ground" = 'served'
        AND "day" = date(NEW."delivered_on", 'start of month'); END;
CREATE TRIGGER "rolled_sale_gone" AFTER DELETE
    ON "sale" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'sale' AND "day" = OLD."delivered_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'served' AND "day" = date(OLD."delivered_on", 'start of month'); END;
CREATE TRIGGER "rolled_appointment_added" AFTER INSERT
    ON "appointment" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" IN ('booking', 'visit') AND "day" = NEW."starts_on"; END;
CREATE TRIGGER "rolled_appointment_changed" AFTER UPDATE OF "starts_on", "status", "customer_id"
    ON "appointment"
    WHEN OLD."starts_on" IS NOT NEW."starts_on" OR OLD."status" IS NOT NEW."status"
        OR OLD."customer_id" IS NOT NEW."customer_id" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" IN ('booking', 'visit')
        AND "day" = OLD."starts_on"; DELETE FROM "rolled_day" WHERE "ground" IN ('booking', 'visit')
        AND "day" = NEW."starts_on"; END;
CREATE TRIGGER "rolled_appointment_gone" AFTER DELETE
    ON "appointment" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" IN ('booking', 'visit') AND "day" = OLD."starts_on"; END;
CREATE TRIGGER "rolled_customer_changed" AFTER UPDATE OF "is_key"
    ON "customer"
    WHEN OLD."is_key" IS NOT NEW."is_key" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'order' AND "day" IN (SELECT "left_on" FROM "repair_order"
        WHERE "customer_id" = NEW."id"); END;
CREATE TRIGGER "rolled_vehicle_changed" AFTER UPDATE OF "use_type"
    ON "vehicle"
    WHEN OLD."use_type" IS NOT NEW."use_type" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'order' AND "day" IN (SELECT "left_on" FROM "repair_order"
        WHERE "vehicle_id" = NEW."id"); END;
CREATE TRIGGER "rolled_finding_added" AFTER INSERT
    ON "finding" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'sale' AND "day" = (SELECT "sale"."delivered_on" FROM "task" JOIN "sale"
        ON "sale"."id" = "task"."subject_id" WHERE "task"."id" = NEW."task_id" AND "task"."subject" = 'sale'); END;
CREATE TRIGGER "rolled_finding_changed" AFTER UPDATE OF "kind", "task_id", "withdrawn_at"
    ON "finding"
    WHEN OLD."kind" IS NOT NEW."kind" OR OLD."task_id" IS NOT NEW."task_id"
        OR OLD."withdrawn_at" IS NOT NEW."withdrawn_at" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'sale' AND "day" = (SELECT "sale"."delivered_on" FROM "task" JOIN "sale"
        ON "sale"."id" = "task"."subject_id" WHERE "task"."id" = OLD."task_id"
        AND "task"."subject" = 'sale'); DELETE FROM "rolled_day" WHERE "ground" = 'sale'
        AND "day" = (SELECT "sale"."delivered_on" FROM "task" JOIN "sale"
        ON "sale"."id" = "task"."subject_id" WHERE "task"."id" = NEW."task_id" AND "task"."subject" = 'sale'); END;
CREATE TRIGGER "rolled_finding_gone" AFTER DELETE
    ON "finding" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'sale' AND "day" = (SELECT "sale"."delivered_on" FROM "task" JOIN "sale"
        ON "sale"."id" = "task"."subject_id" WHERE "task"."id" = OLD."task_id" AND "task"."subject" = 'sale'); END;
CREATE TRIGGER "rolled_complaint_added" AFTER INSERT
    ON "complaint" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'complaint' AND "day" = NEW."raised_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'served' AND "day" = date(NEW."raised_on", 'start of month'); END;
CREATE TRIGGER "rolled_complaint_changed" AFTER UPDATE OF "raised_on", "merged_into_id", "customer_id"
    ON "complaint"
    WHEN OLD."raised_on" IS NOT NEW."raised_on" OR OLD."merged_into_id" IS NOT NEW."merged_into_id"
        OR OLD."customer_id" IS NOT NEW."customer_id" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'complaint' AND "day" = OLD."raised_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'served' AND "day" = date(OLD."raised_on", 'start of month'); DELETE FROM "rolled_day"
        WHERE "ground" = 'complaint' AND "day" = NEW."raised_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'served' AND "day" = date(NEW."raised_on", 'start of month'); END;
CREATE TRIGGER "rolled_complaint_gone" AFTER DELETE
    ON "complaint" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'complaint' AND "day" = OLD."raised_on"; DELETE FROM "rolled_day"
        WHERE "ground" = 'served' AND "day" = date(OLD."raised_on", 'start of month'); END;
CREATE TRIGGER "rolled_complaint_event_added" AFTER INSERT
    ON "complaint_event" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'complaint' AND "day" IN (SELECT date("at",
        "shift") FROM "complaint_event",
        (SELECT '-1 day' AS "shift" UNION ALL SELECT '0 day' UNION ALL SELECT '1 day')
        WHERE "complaint_id" = NEW."complaint_id"
        AND "kind" IN ('recalled', 'closed')); DELETE FROM "rolled_day" WHERE "ground" = 'complaint'
        AND "day" IN (date(NEW."at", '-1 day'), date(NEW."at"), date(NEW."at", '1 day')); END;
CREATE TRIGGER "rolled_complaint_event_changed" AFTER UPDATE OF "complaint_id", "kind", "at", "data"
    ON "complaint_event"
    WHEN OLD."complaint_id" IS NOT NEW."complaint_id" OR OLD."kind" IS NOT NEW."kind" OR OLD."at" IS NOT NEW."at"
        OR OLD."data" IS NOT NEW."data" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'complaint' AND "day" IN (SELECT date("at",
        "shift") FROM "complaint_event",
        (SELECT '-1 day' AS "shift" UNION ALL SELECT '0 day' UNION ALL SELECT '1 day')
        WHERE "complaint_id" = OLD."complaint_id"
        AND "kind" IN ('recalled', 'closed')); DELETE FROM "rolled_day" WHERE "ground" = 'complaint'
        AND "day" IN (date(OLD."at", '-1 day'), date(OLD."at"), date(OLD."at", '1 day')); DELETE FROM "rolled_day" WHERE "ground" = 'complaint' AND "day" IN (SELECT date("at", "shift") FROM "complaint_event",
        (SELECT '-1 day' AS "shift" UNION ALL SELECT '0 day' UNION ALL SELECT '1 day')
        WHERE "complaint_id" = NEW."complaint_id"
        AND "kind" IN ('recalled', 'closed')); DELETE FROM "rolled_day" WHERE "ground" = 'complaint'
        AND "day" IN (date(NEW."at", '-1 day'), date(NEW."at"), date(NEW."at", '1 day')); END;
CREATE TRIGGER "rolled_complaint_event_gone" AFTER DELETE
    ON "complaint_event" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'complaint' AND "day" IN (SELECT date("at",
        "shift") FROM "complaint_event",
        (SELECT '-1 day' AS "shift" UNION ALL SELECT '0 day' UNION ALL SELECT '1 day')
        WHERE "complaint_id" = OLD."complaint_id"
        AND "kind" IN ('recalled', 'closed')); DELETE FROM "rolled_day" WHERE "ground" = 'complaint'
        AND "day" IN (date(OLD."at", '-1 day'), date(OLD."at"), date(OLD."at", '1 day')); END;
CREATE TRIGGER "rolled_attempt_added" AFTER INSERT
    ON "attempt" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'attempt' AND "day" = NEW."work_date"; DELETE FROM "rolled_day"
        WHERE "ground" = 'task' AND "day" IN (SELECT "task"."latest_on"
        FROM "agenda_item" JOIN "task" ON "task"."id" = "agenda_item"."task_id"
        WHERE "agenda_item"."contact_id" = NEW."contact_id"); END;
CREATE TRIGGER "rolled_attempt_changed" AFTER UPDATE OF "contact_id", "work_date", "outcome", "contacted"
    ON "attempt"
    WHEN OLD."contact_id" IS NOT NEW."contact_id" OR OLD."work_date" IS NOT NEW."work_date"
        OR OLD."outcome" IS NOT NEW."outcome" OR OLD."contacted" IS NOT NEW."contacted" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'attempt' AND "day" = OLD."work_date"; DELETE FROM "rolled_day"
        WHERE "ground" = 'task' AND "day" IN (SELECT "task"."latest_on"
        FROM "agenda_item" JOIN "task" ON "task"."id" = "agenda_item"."task_id"
        WHERE "agenda_item"."contact_id" = OLD."contact_id"); DELETE FROM "rolled_day" WHERE "ground" = 'attempt'
        AND "day" = NEW."work_date"; DELETE FROM "rolled_day" WHERE "ground" = 'task'
        AND "day" IN (SELECT "task"."latest_on"
        FROM "agenda_item" JOIN "task" ON "task"."id" = "agenda_item"."task_id"
        WHERE "agenda_item"."contact_id" = NEW."contact_id"); END;
CREATE TRIGGER "rolled_attempt_gone" AFTER DELETE
    ON "attempt" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'attempt' AND "day" = OLD."work_date"; DELETE FROM "rolled_day"
        WHERE "ground" = 'task' AND "day" IN (SELECT "task"."latest_on"
        FROM "agenda_item" JOIN "task" ON "task"."id" = "agenda_item"."task_id"
        WHERE "agenda_item"."contact_id" = OLD."contact_id"); END;
CREATE TRIGGER "rolled_agenda_item_added" AFTER INSERT
    ON "agenda_item" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'task' AND "day" = (SELECT "latest_on" FROM "task"
        WHERE "id" = NEW."task_id"); END;
CREATE TRIGGER "rolled_agenda_item_changed" AFTER UPDATE OF "contact_id", "task_id"
    ON "agenda_item"
    WHEN OLD."contact_id" IS NOT NEW."contact_id" OR OLD."task_id" IS NOT NEW."task_id" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'task' AND "day" = (SELECT "latest_on" FROM "task"
        WHERE "id" = OLD."task_id"); DELETE FROM "rolled_day" WHERE "ground" = 'task'
        AND "day" = (SELECT "latest_on" FROM "task" WHERE "id" = NEW."task_id"); END;
CREATE TRIGGER "rolled_agenda_item_gone" AFTER DELETE
    ON "agenda_item" BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'task' AND "day" = (SELECT "latest_on" FROM "task"
        WHERE "id" = OLD."task_id"); END;
CREATE TRIGGER "rolled_setting_added" AFTER INSERT
    ON "setting" BEGIN
    DELETE FROM "rolled_day" WHERE NEW."name" = 'time_zone'
        OR "day" < CASE WHEN substr(NEW."name", 1, 8) = 'removed.' THEN NEW."value" END; END;
CREATE TRIGGER "rolled_setting_changed" AFTER UPDATE OF "name", "value"
    ON "setting"
    WHEN OLD."name" IS NOT NEW."name" OR OLD."value" IS NOT NEW."value" BEGIN
    DELETE FROM "rolled_day" WHERE OLD."name" = 'time_zone'
        OR "day" < CASE WHEN substr(OLD."name", 1, 8) = 'removed.' THEN OLD."value" END; DELETE FROM "rolled_day" WHERE NEW."name" = 'time_zone'
        OR "day" < CASE WHEN substr(NEW."name", 1, 8) = 'removed.' THEN NEW."value" END; END;
CREATE TRIGGER "rolled_setting_gone" AFTER DELETE
    ON "setting" BEGIN
    DELETE FROM "rolled_day" WHERE OLD."name" = 'time_zone'
        OR "day" < CASE WHEN substr(OLD."name", 1, 8) = 'removed.' THEN OLD."value" END; END;
