CREATE TABLE "rolled_day" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "ground" TEXT NOT NULL CHECK (ground IN ('task', 'answer', 'order', 'sale', 'visit', 'booking', 'complaint', 'attempt', 'served', 'reminder')),
    "day" DATE NOT NULL,
    "playbook" INTEGER NOT NULL,
    "seen_on" DATE NOT NULL,
    "sums" TEXT NOT NULL,
    "mark" TEXT NOT NULL);
CREATE UNIQUE INDEX "rolled_day_ground_day_playbook" ON "rolled_day" ("ground", "day", "playbook");
CREATE INDEX promise_open_person ON promise (person_id, promised_at) WHERE ended_at IS NULL;
CREATE INDEX repair_order_visited_on ON repair_order (COALESCE(opened_on, left_on));
CREATE FUNCTION "note_rolled_task"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'task'
        AND "day" = OLD."latest_on"; DELETE FROM "rolled_day" WHERE "ground" = 'answer' AND "day" = OLD."latest_on"
        AND EXISTS (SELECT 1 FROM "interview" WHERE "task_id" = OLD."id"); DELETE FROM "rolled_day"
        WHERE "ground" = CASE OLD."subject" WHEN 'repair_order' THEN 'order'
        WHEN 'sale' THEN 'sale' WHEN 'appointment' THEN 'booking' WHEN 'vehicle' THEN 'reminder' END
        AND "day" = CASE OLD."subject" WHEN 'repair_order' THEN (SELECT "left_on" FROM "repair_order"
        WHERE "id" = OLD."subject_id")
        WHEN 'sale' THEN (SELECT "delivered_on" FROM "sale" WHERE "id" = OLD."subject_id")
        WHEN 'appointment' THEN (SELECT "starts_on" FROM "appointment" WHERE "id" = OLD."subject_id")
        WHEN 'vehicle' THEN date_trunc('month', OLD."latest_on")::date END; END IF; IF TG_OP <> 'DELETE'
        THEN DELETE FROM "rolled_day" WHERE "ground" = 'task'
        AND "day" = NEW."latest_on"; DELETE FROM "rolled_day" WHERE "ground" = 'answer' AND "day" = NEW."latest_on"
        AND EXISTS (SELECT 1 FROM "interview" WHERE "task_id" = NEW."id"); DELETE FROM "rolled_day"
        WHERE "ground" = CASE NEW."subject" WHEN 'repair_order' THEN 'order'
        WHEN 'sale' THEN 'sale' WHEN 'appointment' THEN 'booking' WHEN 'vehicle' THEN 'reminder' END
        AND "day" = CASE NEW."subject" WHEN 'repair_order' THEN (SELECT "left_on" FROM "repair_order"
        WHERE "id" = NEW."subject_id")
        WHEN 'sale' THEN (SELECT "delivered_on" FROM "sale" WHERE "id" = NEW."subject_id")
        WHEN 'appointment' THEN (SELECT "starts_on" FROM "appointment" WHERE "id" = NEW."subject_id")
        WHEN 'vehicle' THEN date_trunc('month', NEW."latest_on")::date END; END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_task_added" AFTER INSERT
    ON "task" FOR EACH ROW EXECUTE FUNCTION "note_rolled_task"();
CREATE TRIGGER "rolled_task_changed" AFTER UPDATE OF "kind_id", "kind_code", "owner_role", "channel", "latest_on",
        "state", "disposition", "closed_on", "attempts", "subject", "subject_id", "vehicle_id", "event_on",
        "due_nominal"
    ON "task" FOR EACH ROW
    WHEN (OLD."kind_id" IS DISTINCT FROM NEW."kind_id" OR OLD."kind_code" IS DISTINCT FROM NEW."kind_code"
        OR OLD."owner_role" IS DISTINCT FROM NEW."owner_role" OR OLD."channel" IS DISTINCT FROM NEW."channel"
        OR OLD."latest_on" IS DISTINCT FROM NEW."latest_on" OR OLD."state" IS DISTINCT FROM NEW."state"
        OR OLD."disposition" IS DISTINCT FROM NEW."disposition"
        OR OLD."closed_on" IS DISTINCT FROM NEW."closed_on" OR OLD."attempts" IS DISTINCT FROM NEW."attempts"
        OR OLD."subject" IS DISTINCT FROM NEW."subject" OR OLD."subject_id" IS DISTINCT FROM NEW."subject_id"
        OR OLD."vehicle_id" IS DISTINCT FROM NEW."vehicle_id" OR OLD."event_on" IS DISTINCT FROM NEW."event_on"
        OR OLD."due_nominal" IS DISTINCT FROM NEW."due_nominal") EXECUTE FUNCTION "note_rolled_task"();
CREATE TRIGGER "rolled_task_gone" AFTER DELETE
    ON "task" FOR EACH ROW EXECUTE FUNCTION "note_rolled_task"();
CREATE FUNCTION "note_rolled_interview"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "latest_on" FROM "task"
        WHERE "id" = OLD."task_id" AND OLD."ended_at" IS NOT NULL); END IF; IF TG_OP <> 'DELETE'
        THEN DELETE FROM "rolled_day" WHERE "ground" = 'answer' AND "day" = (SELECT "latest_on" FROM "task"
        WHERE "id" = NEW."task_id" AND NEW."ended_at" IS NOT NULL); END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_interview_added" AFTER INSERT
    ON "interview" FOR EACH ROW EXECUTE FUNCTION "note_rolled_interview"();
CREATE TRIGGER "rolled_interview_changed" AFTER UPDATE OF "task_id", "form_version_id", "language", "seed", "facts",
        "started_at", "ended_at", "result"
    ON "interview" FOR EACH ROW
    WHEN (OLD."task_id" IS DISTINCT FROM NEW."task_id"
        OR OLD."form_version_id" IS DISTINCT FROM NEW."form_version_id"
        OR OLD."language" IS DISTINCT FROM NEW."language" OR OLD."seed" IS DISTINCT FROM NEW."seed"
        OR OLD."facts" IS DISTINCT FROM NEW."facts" OR OLD."started_at" IS DISTINCT FROM NEW."started_at"
        OR OLD."ended_at" IS DISTINCT FROM NEW."ended_at"
        OR OLD."result" IS DISTINCT FROM NEW."result") EXECUTE FUNCTION "note_rolled_interview"();
CREATE TRIGGER "rolled_interview_gone" AFTER DELETE
    ON "interview" FOR EACH ROW EXECUTE FUNCTION "note_rolled_interview"();
CREATE FUNCTION "note_rolled_answer"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = OLD."interview_id"
        AND "interview"."ended_at" IS NOT NULL); END IF; IF TG_OP <> 'DELETE' THEN DELETE FROM "rolled_day"
        WHERE "ground" = 'answer' AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = NEW."interview_id"
        AND "interview"."ended_at" IS NOT NULL); END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_answer_added" AFTER INSERT
    ON "answer" FOR EACH ROW EXECUTE FUNCTION "note_rolled_answer"();
CREATE TRIGGER "rolled_answer_changed" AFTER UPDATE OF "interview_id", "node", "value", "draft"
    ON "answer" FOR EACH ROW
    WHEN (OLD."interview_id" IS DISTINCT FROM NEW."interview_id" OR OLD."node" IS DISTINCT FROM NEW."node"
        OR OLD."value" IS DISTINCT FROM NEW."value"
        OR OLD."draft" IS DISTINCT FROM NEW."draft") EXECUTE FUNCTION "note_rolled_answer"();
CREATE TRIGGER "rolled_answer_gone" AFTER DELETE
    ON "answer" FOR EACH ROW EXECUTE FUNCTION "note_rolled_answer"();
CREATE FUNCTION "note_rolled_confirmation"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'answer'
        AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = OLD."interview_id"
        AND "interview"."ended_at" IS NOT NULL); END IF; IF TG_OP <> 'DELETE' THEN DELETE FROM "rolled_day"
        WHERE "ground" = 'answer' AND "day" = (SELECT "task"."latest_on" FROM "interview" JOIN "task"
        ON "task"."id" = "interview"."task_id" WHERE "interview"."id" = NEW."interview_id"
        AND "interview"."ended_at" IS NOT NULL); END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_confirmation_added" AFTER INSERT
    ON "confirmation" FOR EACH ROW EXECUTE FUNCTION "note_rolled_confirmation"();
CREATE TRIGGER "rolled_confirmation_changed" AFTER UPDATE OF "interview_id", "node", "confirmed_at"
    ON "confirmation" FOR EACH ROW
    WHEN (OLD."interview_id" IS DISTINCT FROM NEW."interview_id" OR OLD."node" IS DISTINCT FROM NEW."node"
        OR OLD."confirmed_at" IS DISTINCT FROM NEW."confirmed_at") EXECUTE FUNCTION "note_rolled_confirmation"();
CREATE TRIGGER "rolled_confirmation_gone" AFTER DELETE
    ON "confirmation" FOR EACH ROW EXECUTE FUNCTION "note_rolled_confirmation"();
CREATE FUNCTION "note_rolled_repair_order"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'order'
        AND "day" = OLD."left_on"; DELETE FROM "rolled_day" WHERE "ground" = 'visit'
        AND "day" IN (OLD."left_on", OLD."opened_on"); DELETE FROM "rolled_day" WHERE "ground" = 'served'
        AND "day" = date_trunc('month', OLD."left_on")::date; DELETE FROM "rolled_day"
        WHERE "ground" = 'reminder' AND "day" IN (SELECT date_trunc('month', "latest_on")::date FROM "task"
        WHERE "vehicle_id" = OLD."vehicle_id" AND "subject" = 'vehicle'); END IF; IF TG_OP <> 'DELETE'
        THEN DELETE FROM "rolled_day" WHERE "ground" = 'order'
        AND "day" = NEW."left_on"; DELETE FROM "rolled_day" WHERE "ground" = 'visit'
        AND "day" IN (NEW."left_on", NEW."opened_on"); DELETE FROM "rolled_day" WHERE "ground" = 'served'
        AND "day" = date_trunc('month', NEW."left_on")::date; DELETE FROM "rolled_day"
        WHERE "ground" = 'reminder' AND "day" IN (SELECT date_trunc('month', "latest_on")::date FROM "task"
        WHERE "vehicle_id" = NEW."vehicle_id" AND "subject" = 'vehicle'); END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_repair_order_added" AFTER INSERT
    ON "repair_order" FOR EACH ROW EXECUTE FUNCTION "note_rolled_repair_order"();
CREATE TRIGGER "rolled_repair_order_changed" AFTER UPDATE OF "left_on", "opened_on", "customer_id", "vehicle_id",
        "service_name", "re_repair_of"
    ON "repair_order" FOR EACH ROW
    WHEN (OLD."left_on" IS DISTINCT FROM NEW."left_on" OR OLD."opened_on" IS DISTINCT FROM NEW."opened_on"
        OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id"
        OR OLD."vehicle_id" IS DISTINCT FROM NEW."vehicle_id"
        OR OLD."service_name" IS DISTINCT FROM NEW."service_name"
        OR OLD."re_repair_of" IS DISTINCT FROM NEW."re_repair_of") EXECUTE FUNCTION "note_rolled_repair_order"();
CREATE TRIGGER "rolled_repair_order_gone" AFTER DELETE
    ON "repair_order" FOR EACH ROW EXECUTE FUNCTION "note_rolled_repair_order"();
CREATE FUNCTION "note_rolled_sale"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'sale'
        AND "day" = OLD."delivered_on"; DELETE FROM "rolled_day" WHERE "ground" = 'served'
        AND "day" = date_trunc('month', OLD."delivered_on")::date; END IF; IF TG_OP <> 'DELETE'
        THEN DELETE FROM "rolled_day" WHERE "ground" = 'sale'
        AND "day" = NEW."delivered_on"; DELETE FROM "rolled_day" WHERE "ground" = 'served'
        AND "day" = date_trunc('month', NEW."delivered_on")::date; END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_sale_added" AFTER INSERT
    ON "sale" FOR EACH ROW EXECUTE FUNCTION "note_rolled_sale"();
CREATE TRIGGER "rolled_sale_changed" AFTER UPDATE OF "delivered_on", "customer_id"
    ON "sale" FOR EACH ROW
    WHEN (OLD."delivered_on" IS DISTINCT FROM NEW."delivered_on"
        OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id") EXECUTE FUNCTION "note_rolled_sale"();
CREATE TRIGGER "rolled_sale_gone" AFTER DELETE
    ON "sale" FOR EACH ROW EXECUTE FUNCTION "note_rolled_sale"();
CREATE FUNCTION "note_rolled_appointment"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" IN ('booking', 'visit')
        AND "day" = OLD."starts_on"; END IF; IF TG_OP <> 'DELETE' THEN DELETE FROM "rolled_day"
        WHERE "ground" IN ('booking', 'visit') AND "day" = NEW."starts_on"; END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_appointment_added" AFTER INSERT
    ON "appointment" FOR EACH ROW EXECUTE FUNCTION "note_rolled_appointment"();
CREATE TRIGGER "rolled_appointment_changed" AFTER UPDATE OF "starts_on", "status", "customer_id"
    ON "appointment" FOR EACH ROW
    WHEN (OLD."starts_on" IS DISTINCT FROM NEW."starts_on" OR OLD."status" IS DISTINCT FROM NEW."status"
        OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id") EXECUTE FUNCTION "note_rolled_appointment"();
CREATE TRIGGER "rolled_appointment_gone" AFTER DELETE
    ON "appointment" FOR EACH ROW EXECUTE FUNCTION "note_rolled_appointment"();
CREATE FUNCTION "note_rolled_customer"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'order' AND "day" IN (SELECT "left_on" FROM "repair_order"
        WHERE "customer_id" = NEW."id"); RETURN NULL; END $$;
CREATE TRIGGER "rolled_customer_changed" AFTER UPDATE OF "is_key"
    ON "customer" FOR EACH ROW
    WHEN (OLD."is_key" IS DISTINCT FROM NEW."is_key") EXECUTE FUNCTION "note_rolled_customer"();
CREATE FUNCTION "note_rolled_vehicle"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM "rolled_day" WHERE "ground" = 'order' AND "day" IN (SELECT "left_on" FROM "repair_order"
        WHERE "vehicle_id" = NEW."id"); RETURN NULL; END $$;
CREATE TRIGGER "rolled_vehicle_changed" AFTER UPDATE OF "use_type"
    ON "vehicle" FOR EACH ROW
    WHEN (OLD."use_type" IS DISTINCT FROM NEW."use_type") EXECUTE FUNCTION "note_rolled_vehicle"();
CREATE FUNCTION "note_rolled_finding"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'sale'
        AND "day" = (SELECT "sale"."delivered_on" FROM "task" JOIN "sale"
        ON "sale"."id" = "task"."subject_id" WHERE "task"."id" = OLD."task_id"
        AND "task"."subject" = 'sale'); END IF; IF TG_OP <> 'DELETE' THEN DELETE FROM "rolled_day"
        WHERE "ground" = 'sale' AND "day" = (SELECT "sale"."delivered_on" FROM "task" JOIN "sale"
        ON "sale"."id" = "task"."subject_id" WHERE "task"."id" = NEW."task_id"
        AND "task"."subject" = 'sale'); END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_finding_added" AFTER INSERT
    ON "finding" FOR EACH ROW EXECUTE FUNCTION "note_rolled_finding"();
CREATE TRIGGER "rolled_finding_changed" AFTER UPDATE OF "kind", "task_id", "withdrawn_at"
    ON "finding" FOR EACH ROW
    WHEN (OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."task_id" IS DISTINCT FROM NEW."task_id"
        OR OLD."withdrawn_at" IS DISTINCT FROM NEW."withdrawn_at") EXECUTE FUNCTION "note_rolled_finding"();
CREATE TRIGGER "rolled_finding_gone" AFTER DELETE
    ON "finding" FOR EACH ROW EXECUTE FUNCTION "note_rolled_finding"();
CREATE FUNCTION "note_rolled_complaint"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'complaint'
        AND "day" = OLD."raised_on"; DELETE FROM "rolled_day" WHERE "ground" = 'served'
        AND "day" = date_trunc('month', OLD."raised_on")::date; END IF; IF TG_OP <> 'DELETE'
        THEN DELETE FROM "rolled_day" WHERE "ground" = 'complaint'
        AND "day" = NEW."raised_on"; DELETE FROM "rolled_day" WHERE "ground" = 'served'
        AND "day" = date_trunc('month', NEW."raised_on")::date; END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_complaint_added" AFTER INSERT
    ON "complaint" FOR EACH ROW EXECUTE FUNCTION "note_rolled_complaint"();
CREATE TRIGGER "rolled_complaint_changed" AFTER UPDATE OF "raised_on", "merged_into_id", "customer_id"
    ON "complaint" FOR EACH ROW
    WHEN (OLD."raised_on" IS DISTINCT FROM NEW."raised_on"
        OR OLD."merged_into_id" IS DISTINCT FROM NEW."merged_into_id"
        OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id") EXECUTE FUNCTION "note_rolled_complaint"();
CREATE TRIGGER "rolled_complaint_gone" AFTER DELETE
    ON "complaint" FOR EACH ROW EXECUTE FUNCTION "note_rolled_complaint"();
CREATE FUNCTION "note_rolled_complaint_event"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'complaint'
        AND "day" IN (SELECT "at"::date + "shift" FROM "complaint_event", (VALUES (-1), (0), (1)) AS near ("shift")
        WHERE "complaint_id" = OLD."complaint_id"
        AND "kind" IN ('recalled', 'closed')); DELETE FROM "rolled_day" WHERE "ground" = 'complaint'
        AND "day" IN (OLD."at"::date - 1, OLD."at"::date, OLD."at"::date + 1); END IF; IF TG_OP <> 'DELETE'
        THEN DELETE FROM "rolled_day" WHERE "ground" = 'complaint'
        AND "day" IN (SELECT "at"::date + "shift" FROM "complaint_event", (VALUES (-1), (0), (1)) AS near ("shift")
        WHERE "complaint_id" = NEW."complaint_id"
        AND "kind" IN ('recalled', 'closed')); DELETE FROM "rolled_day" WHERE "ground" = 'complaint'
        AND "day" IN (NEW."at"::date - 1, NEW."at"::date, NEW."at"::date + 1); END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_complaint_event_added" AFTER INSERT
    ON "complaint_event" FOR EACH ROW EXECUTE FUNCTION "note_rolled_complaint_event"();
CREATE TRIGGER "rolled_complaint_event_changed" AFTER UPDATE OF "complaint_id", "kind", "at", "data"
    ON "complaint_event" FOR EACH ROW
    WHEN (OLD."complaint_id" IS DISTINCT FROM NEW."complaint_id" OR OLD."kind" IS DISTINCT FROM NEW."kind"
        OR OLD."at" IS DISTINCT FROM NEW."at"
        OR OLD."data" IS DISTINCT FROM NEW."data") EXECUTE FUNCTION "note_rolled_complaint_event"();
CREATE TRIGGER "rolled_complaint_event_gone" AFTER DELETE
    ON "complaint_event" FOR EACH ROW EXECUTE FUNCTION "note_rolled_complaint_event"();
CREATE FUNCTION "note_rolled_attempt"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'attempt'
        AND "day" = OLD."work_date"; DELETE FROM "rolled_day" WHERE "ground" = 'task'
        AND "day" IN (SELECT "task"."latest_on"
        FROM "agenda_item" JOIN "task" ON "task"."id" = "agenda_item"."task_id"
        WHERE "agenda_item"."contact_id" = OLD."contact_id"); END IF; IF TG_OP <> 'DELETE'
        THEN DELETE FROM "rolled_day" WHERE "ground" = 'attempt'
        AND "day" = NEW."work_date"; DELETE FROM "rolled_day" WHERE "ground" = 'task'
        AND "day" IN (SELECT "task"."latest_on"
        FROM "agenda_item" JOIN "task" ON "task"."id" = "agenda_item"."task_id"
        WHERE "agenda_item"."contact_id" = NEW."contact_id"); END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_attempt_added" AFTER INSERT
    ON "attempt" FOR EACH ROW EXECUTE FUNCTION "note_rolled_attempt"();
CREATE TRIGGER "rolled_attempt_changed" AFTER UPDATE OF "contact_id", "work_date", "outcome", "contacted"
    ON "attempt" FOR EACH ROW
    WHEN (OLD."contact_id" IS DISTINCT FROM NEW."contact_id" OR OLD."work_date" IS DISTINCT FROM NEW."work_date"
        OR OLD."outcome" IS DISTINCT FROM NEW."outcome"
        OR OLD."contacted" IS DISTINCT FROM NEW."contacted") EXECUTE FUNCTION "note_rolled_attempt"();
CREATE TRIGGER "rolled_attempt_gone" AFTER DELETE
    ON "attempt" FOR EACH ROW EXECUTE FUNCTION "note_rolled_attempt"();
CREATE FUNCTION "note_rolled_agenda_item"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE "ground" = 'task'
        AND "day" = (SELECT "latest_on" FROM "task" WHERE "id" = OLD."task_id"); END IF; IF TG_OP <> 'DELETE'
        THEN DELETE FROM "rolled_day" WHERE "ground" = 'task' AND "day" = (SELECT "latest_on" FROM "task"
        WHERE "id" = NEW."task_id"); END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_agenda_item_added" AFTER INSERT
    ON "agenda_item" FOR EACH ROW EXECUTE FUNCTION "note_rolled_agenda_item"();
CREATE TRIGGER "rolled_agenda_item_changed" AFTER UPDATE OF "contact_id", "task_id"
    ON "agenda_item" FOR EACH ROW
    WHEN (OLD."contact_id" IS DISTINCT FROM NEW."contact_id"
        OR OLD."task_id" IS DISTINCT FROM NEW."task_id") EXECUTE FUNCTION "note_rolled_agenda_item"();
CREATE TRIGGER "rolled_agenda_item_gone" AFTER DELETE
    ON "agenda_item" FOR EACH ROW EXECUTE FUNCTION "note_rolled_agenda_item"();
CREATE FUNCTION "note_rolled_setting"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN DELETE FROM "rolled_day" WHERE OLD."name" = 'time_zone'
        OR "day" < CASE WHEN substr(OLD."name", 1, 8) = 'removed.' THEN OLD."value"::date END; END IF; IF TG_OP <> 'DELETE' THEN DELETE FROM "rolled_day" WHERE NEW."name" = 'time_zone'
        OR "day" < CASE WHEN substr(NEW."name", 1, 8) = 'removed.' THEN NEW."value"::date END; END IF; RETURN NULL; END $$;
CREATE TRIGGER "rolled_setting_added" AFTER INSERT
    ON "setting" FOR EACH ROW EXECUTE FUNCTION "note_rolled_setting"();
CREATE TRIGGER "rolled_setting_changed" AFTER UPDATE OF "name", "value"
    ON "setting" FOR EACH ROW
    WHEN (OLD."name" IS DISTINCT FROM NEW."name"
        OR OLD."value" IS DISTINCT FROM NEW."value") EXECUTE FUNCTION "note_rolled_setting"();
CREATE TRIGGER "rolled_setting_gone" AFTER DELETE
    ON "setting" FOR EACH ROW EXECUTE FUNCTION "note_rolled_setting"();
