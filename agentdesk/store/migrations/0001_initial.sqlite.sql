CREATE TABLE "person" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" TEXT NOT NULL CHECK (position IN ('callback_agent', 'service_advisor', 'sales_advisor', 'care_manager', 'service_manager', 'sales_manager', 'marketing_manager', 'general_manager', 'administrator', 'other')),
    "role" TEXT NOT NULL CHECK (role IN ('agent', 'handler', 'supervisor', 'administrator', 'board')),
    "department" TEXT NOT NULL,
    "manager_id" INTEGER,
    "phone_raw" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "active" INTEGER NOT NULL,
    FOREIGN KEY ("manager_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "person_code" ON "person" ("code");
CREATE INDEX "person_manager_id" ON "person" ("manager_id");
CREATE TABLE "customer" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "source_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('person', 'company')),
    "name" TEXT NOT NULL,
    "name_initials" TEXT NOT NULL,
    "title" TEXT NOT NULL CHECK (title IN ('mr', 'ms', '')),
    "gender" TEXT NOT NULL CHECK (gender IN ('m', 'f', '')),
    "birthday" DATE,
    "birth_md" TEXT NOT NULL,
    "contact_name" TEXT NOT NULL,
    "occupation" TEXT NOT NULL,
    "is_parent" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "district" TEXT NOT NULL,
    "is_key" INTEGER NOT NULL,
    "is_lost" INTEGER NOT NULL,
    "is_member" INTEGER NOT NULL,
    "call_note" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL);
CREATE UNIQUE INDEX "customer_source_key" ON "customer" ("source_key");
CREATE INDEX "customer_name_initials" ON "customer" ("name_initials");
CREATE INDEX "customer_birth_md" ON "customer" ("birth_md");
CREATE INDEX "customer_is_key" ON "customer" ("is_key");
CREATE INDEX "customer_is_lost" ON "customer" ("is_lost");
CREATE TABLE "phone" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('landline', 'mobile', 'service', 'unknown')),
    "written" TEXT NOT NULL,
    "e164" TEXT,
    "rank" INTEGER NOT NULL,
    "retired_at" DATETIME,
    "retired_reason" TEXT NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT);
CREATE INDEX "phone_customer_id" ON "phone" ("customer_id");
CREATE INDEX "phone_e164" ON "phone" ("e164");
CREATE UNIQUE INDEX "phone_customer_id_written" ON "phone" ("customer_id", "written");
CREATE TABLE "vehicle" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "source_key" TEXT NOT NULL,
    "plate" TEXT NOT NULL,
    "vin" TEXT NOT NULL,
    "brand" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "use_type" TEXT NOT NULL CHECK (use_type IN ('private', 'official')),
    "delivered_on" DATE,
    "mileage_km" INTEGER,
    "insurance_expires_on" DATE,
    "inspection_expires_on" DATE,
    "next_service_on" DATE,
    "first_service_on" DATE,
    "sold_on" DATE,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT);
CREATE INDEX "vehicle_customer_id" ON "vehicle" ("customer_id");
CREATE UNIQUE INDEX "vehicle_source_key" ON "vehicle" ("source_key");
CREATE INDEX "vehicle_plate" ON "vehicle" ("plate");
CREATE INDEX "vehicle_vin" ON "vehicle" ("vin");
CREATE INDEX "vehicle_insurance_expires_on" ON "vehicle" ("insurance_expires_on");
CREATE INDEX "vehicle_inspection_expires_on" ON "vehicle" ("inspection_expires_on");
CREATE INDEX "vehicle_next_service_on" ON "vehicle" ("next_service_on");
CREATE TABLE "sale" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "source_key" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "vehicle_id" INTEGER,
    "advisor_id" INTEGER,
    "model" TEXT NOT NULL,
    "delivered_on" DATE NOT NULL,
    "invoice_no" TEXT NOT NULL,
    "amount_cents" INTEGER,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("vehicle_id") REFERENCES "vehicle" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("advisor_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "sale_source_key" ON "sale" ("source_key");
CREATE INDEX "sale_customer_id" ON "sale" ("customer_id");
CREATE INDEX "sale_vehicle_id" ON "sale" ("vehicle_id");
CREATE INDEX "sale_advisor_id" ON "sale" ("advisor_id");
CREATE INDEX "sale_delivered_on" ON "sale" ("delivered_on");
CREATE TABLE "repair_order" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "source_key" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "vehicle_id" INTEGER,
    "advisor_id" INTEGER,
    "service_name" TEXT NOT NULL,
    "opened_on" DATE,
    "completed_on" DATE,
    "left_on" DATE,
    "mileage_km" INTEGER,
    "amount_cents" INTEGER,
    "is_warranty" INTEGER NOT NULL,
    "re_repair_of" TEXT NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("vehicle_id") REFERENCES "vehicle" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("advisor_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "repair_order_source_key" ON "repair_order" ("source_key");
CREATE INDEX "repair_order_customer_id" ON "repair_order" ("customer_id");
CREATE INDEX "repair_order_vehicle_id" ON "repair_order" ("vehicle_id");
CREATE INDEX "repair_order_advisor_id" ON "repair_order" ("advisor_id");
CREATE INDEX "repair_order_left_on" ON "repair_order" ("left_on");
CREATE TABLE "appointment" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "source_key" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "vehicle_id" INTEGER,
    "advisor_id" INTEGER,
    "service_name" TEXT NOT NULL,
    "starts_on" DATE NOT NULL,
    "starts_at" DATETIME NOT NULL,
    "status" TEXT NOT NULL CHECK (status IN ('booked', 'arrived', 'no_show', 'cancelled')),
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("vehicle_id") REFERENCES "vehicle" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("advisor_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "appointment_source_key" ON "appointment" ("source_key");
CREATE INDEX "appointment_customer_id" ON "appointment" ("customer_id");
CREATE INDEX "appointment_vehicle_id" ON "appointment" ("vehicle_id");
CREATE INDEX "appointment_advisor_id" ON "appointment" ("advisor_id");
CREATE INDEX "appointment_starts_on" ON "appointment" ("starts_on");
CREATE TABLE "store_visit" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "source_key" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "advisor_id" INTEGER,
    "visited_on" DATE NOT NULL,
    "channel" TEXT NOT NULL,
    "bought" INTEGER NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("advisor_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "store_visit_source_key" ON "store_visit" ("source_key");
CREATE INDEX "store_visit_customer_id" ON "store_visit" ("customer_id");
CREATE INDEX "store_visit_advisor_id" ON "store_visit" ("advisor_id");
CREATE INDEX "store_visit_visited_on" ON "store_visit" ("visited_on");
CREATE TABLE "import_batch" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "encoding" TEXT NOT NULL,
    "profile" TEXT NOT NULL,
    "status" TEXT NOT NULL CHECK (status IN ('staged', 'applied', 'undone')),
    "accepted" INTEGER NOT NULL,
    "corrected" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "unchanged" INTEGER NOT NULL,
    "started_at" DATETIME NOT NULL,
    "finished_at" DATETIME,
    "person_id" INTEGER,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "import_batch_sha256" ON "import_batch" ("sha256");
CREATE INDEX "import_batch_person_id" ON "import_batch" ("person_id");
CREATE TABLE "import_row" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "batch_id" INTEGER NOT NULL,
    "row_number" INTEGER NOT NULL,
    "source_key" TEXT NOT NULL,
    "cells" TEXT NOT NULL,
    "verdict" TEXT NOT NULL CHECK (verdict IN ('accepted', 'corrected', 'refused', 'unchanged', 'duplicate')),
    "change" TEXT NOT NULL CHECK (change IN ('created', 'updated', '')),
    "before" TEXT,
    "problems" TEXT NOT NULL,
    FOREIGN KEY ("batch_id") REFERENCES "import_batch" ("id") ON DELETE RESTRICT);
CREATE INDEX "import_row_batch_id" ON "import_row" ("batch_id");
CREATE UNIQUE INDEX "import_row_batch_id_row_number" ON "import_row" ("batch_id", "row_number");
CREATE TABLE "playbook_version" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "effective_from" DATE NOT NULL,
    "published_at" DATETIME NOT NULL,
    "published_by_id" INTEGER,
    FOREIGN KEY ("published_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "playbook_version_published_by_id" ON "playbook_version" ("published_by_id");
CREATE UNIQUE INDEX "playbook_version_name_version" ON "playbook_version" ("name", "version");
CREATE TABLE "kind" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "playbook_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "owner_role" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "form_name" TEXT NOT NULL,
    "weight" INTEGER NOT NULL,
    "definition" TEXT NOT NULL,
    FOREIGN KEY ("playbook_id") REFERENCES "playbook_version" ("id") ON DELETE RESTRICT);
CREATE INDEX "kind_playbook_id" ON "kind" ("playbook_id");
CREATE UNIQUE INDEX "kind_playbook_id_code" ON "kind" ("playbook_id", "code");
CREATE TABLE "outcome" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "playbook_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "aapor" TEXT NOT NULL,
    "aapor_class" TEXT NOT NULL,
    "level" TEXT NOT NULL CHECK (level IN ('attempt', 'task')),
    "final" INTEGER NOT NULL,
    "contacted" INTEGER NOT NULL,
    "retry_minutes" INTEGER,
    "note_required" INTEGER NOT NULL,
    "effects" TEXT NOT NULL,
    FOREIGN KEY ("playbook_id") REFERENCES "playbook_version" ("id") ON DELETE RESTRICT);
CREATE INDEX "outcome_playbook_id" ON "outcome" ("playbook_id");
CREATE UNIQUE INDEX "outcome_playbook_id_code" ON "outcome" ("playbook_id", "code");
CREATE TABLE "work_day" (
    "day" DATE NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL CHECK (kind IN ('off', 'work', 'closed')),
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL);
CREATE TABLE "form" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "title_zh" TEXT NOT NULL,
    "title_en" TEXT NOT NULL);
CREATE UNIQUE INDEX "form_name" ON "form" ("name");
CREATE TABLE "form_version" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "form_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "compiled" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "effective_from" DATE NOT NULL,
    "published_at" DATETIME NOT NULL,
    "prepared_by" TEXT NOT NULL,
    "reviewed_by" TEXT NOT NULL,
    "approved_by" TEXT NOT NULL,
    FOREIGN KEY ("form_id") REFERENCES "form" ("id") ON DELETE RESTRICT);
CREATE INDEX "form_version_form_id" ON "form_version" ("form_id");
CREATE UNIQUE INDEX "form_version_form_id_version" ON "form_version" ("form_id", "version");
CREATE TABLE "queue_run" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "work_date" DATE NOT NULL,
    "started_at" DATETIME NOT NULL,
    "finished_at" DATETIME,
    "added" INTEGER NOT NULL,
    "summary" TEXT NOT NULL,
    "person_id" INTEGER,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "queue_run_work_date" ON "queue_run" ("work_date");
CREATE INDEX "queue_run_person_id" ON "queue_run" ("person_id");
CREATE TABLE "task" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kind_id" INTEGER NOT NULL,
    "kind_code" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "vehicle_id" INTEGER,
    "advisor_id" INTEGER,
    "subject" TEXT NOT NULL CHECK (subject IN ('repair_order', 'sale', 'vehicle', 'customer', 'complaint', 'appointment', 'store_visit')),
    "subject_id" INTEGER NOT NULL,
    "event_on" DATE NOT NULL,
    "due_nominal" DATE NOT NULL,
    "due_effective" DATE NOT NULL,
    "latest_on" DATE NOT NULL,
    "expires_on" DATE NOT NULL,
    "due_at" DATETIME,
    "owner_role" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "weight" INTEGER NOT NULL,
    "agent_id" INTEGER,
    "run_id" INTEGER,
    "created_at" DATETIME NOT NULL,
    "claimed_by_id" INTEGER,
    "lease_until" DATETIME,
    "state" TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    "disposition" TEXT NOT NULL,
    "closed_on" DATE,
    "attempts" INTEGER NOT NULL,
    "last_outcome" TEXT NOT NULL,
    "next_at" DATETIME,
    "promised_at" DATETIME,
    FOREIGN KEY ("kind_id") REFERENCES "kind" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("vehicle_id") REFERENCES "vehicle" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("advisor_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("agent_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("run_id") REFERENCES "queue_run" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("claimed_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "task_kind_id" ON "task" ("kind_id");
CREATE UNIQUE INDEX "task_dedupe_key" ON "task" ("dedupe_key");
CREATE INDEX "task_customer_id" ON "task" ("customer_id");
CREATE INDEX "task_vehicle_id" ON "task" ("vehicle_id");
CREATE INDEX "task_advisor_id" ON "task" ("advisor_id");
CREATE INDEX "task_latest_on" ON "task" ("latest_on");
CREATE INDEX "task_agent_id" ON "task" ("agent_id");
CREATE INDEX "task_run_id" ON "task" ("run_id");
CREATE INDEX "task_claimed_by_id" ON "task" ("claimed_by_id");
CREATE INDEX "task_customer_id_state" ON "task" ("customer_id", "state");
CREATE INDEX "task_subject_subject_id" ON "task" ("subject", "subject_id");
CREATE INDEX "task_closed_on_agent_id" ON "task" ("closed_on", "agent_id");
CREATE INDEX IF NOT EXISTS task_open_agent ON task (agent_id, due_effective) WHERE state = 'open';
CREATE TABLE "suppression" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "run_id" INTEGER NOT NULL,
    "work_date" DATE NOT NULL,
    "kind_code" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "customer_id" INTEGER,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    FOREIGN KEY ("run_id") REFERENCES "queue_run" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT);
CREATE INDEX "suppression_run_id" ON "suppression" ("run_id");
CREATE INDEX "suppression_dedupe_key" ON "suppression" ("dedupe_key");
CREATE INDEX "suppression_customer_id" ON "suppression" ("customer_id");
CREATE UNIQUE INDEX "suppression_dedupe_key_reason" ON "suppression" ("dedupe_key", "reason");
CREATE TABLE "do_not_contact" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "kind_code" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" DATETIME NOT NULL,
    "person_id" INTEGER,
    "lifted_at" DATETIME,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "do_not_contact_customer_id" ON "do_not_contact" ("customer_id");
CREATE INDEX "do_not_contact_person_id" ON "do_not_contact" ("person_id");
CREATE TABLE "contact" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "work_date" DATE NOT NULL,
    "started_at" DATETIME NOT NULL,
    "ended_at" DATETIME,
    "note" TEXT NOT NULL,
    "desk" TEXT NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "contact_customer_id" ON "contact" ("customer_id");
CREATE INDEX "contact_person_id" ON "contact" ("person_id");
CREATE INDEX "contact_customer_id_work_date" ON "contact" ("customer_id", "work_date");
CREATE INDEX "contact_person_id_ended_at" ON "contact" ("person_id", "ended_at");
CREATE UNIQUE INDEX IF NOT EXISTS contact_one_open ON contact (person_id) WHERE ended_at IS NULL;
CREATE TABLE "agenda_item" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "contact_id" INTEGER NOT NULL,
    "task_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "decided_at" DATETIME,
    "note" TEXT NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("task_id") REFERENCES "task" ("id") ON DELETE RESTRICT);
CREATE INDEX "agenda_item_contact_id" ON "agenda_item" ("contact_id");
CREATE INDEX "agenda_item_task_id" ON "agenda_item" ("task_id");
CREATE UNIQUE INDEX "agenda_item_contact_id_task_id" ON "agenda_item" ("contact_id", "task_id");
CREATE TABLE "attempt" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "contact_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "phone_id" INTEGER,
    "number" TEXT NOT NULL,
    "work_date" DATE NOT NULL,
    "started_at" DATETIME NOT NULL,
    "ended_at" DATETIME,
    "outcome" TEXT NOT NULL,
    "contacted" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("phone_id") REFERENCES "phone" ("id") ON DELETE RESTRICT);
CREATE INDEX "attempt_contact_id" ON "attempt" ("contact_id");
CREATE INDEX "attempt_person_id" ON "attempt" ("person_id");
CREATE INDEX "attempt_phone_id" ON "attempt" ("phone_id");
CREATE INDEX "attempt_work_date_person_id_outcome_contacted" ON "attempt" ("work_date", "person_id", "outcome", "contacted");
CREATE TABLE "promise" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "task_id" INTEGER NOT NULL,
    "contact_id" INTEGER,
    "person_id" INTEGER NOT NULL,
    "promised_at" DATETIME NOT NULL,
    "work_date" DATE NOT NULL,
    "mine_only" INTEGER NOT NULL,
    "phone_id" INTEGER,
    "note" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "ended_at" DATETIME,
    "ended_how" TEXT NOT NULL CHECK (ended_how IN ('', 'kept', 'missed', 'withdrawn', 'moved')),
    FOREIGN KEY ("task_id") REFERENCES "task" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("phone_id") REFERENCES "phone" ("id") ON DELETE RESTRICT);
CREATE INDEX "promise_task_id" ON "promise" ("task_id");
CREATE INDEX "promise_contact_id" ON "promise" ("contact_id");
CREATE INDEX "promise_person_id" ON "promise" ("person_id");
CREATE INDEX "promise_work_date" ON "promise" ("work_date");
CREATE INDEX "promise_phone_id" ON "promise" ("phone_id");
CREATE UNIQUE INDEX IF NOT EXISTS promise_one_open ON promise (task_id) WHERE ended_at IS NULL;
CREATE TABLE "interview" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "contact_id" INTEGER NOT NULL,
    "task_id" INTEGER NOT NULL,
    "form_version_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "facts" TEXT NOT NULL,
    "position" TEXT NOT NULL,
    "started_at" DATETIME NOT NULL,
    "ended_at" DATETIME,
    "result" TEXT NOT NULL CHECK (result IN ('', 'complete', 'partial', 'break_off')),
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("task_id") REFERENCES "task" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("form_version_id") REFERENCES "form_version" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "interview_contact_id" ON "interview" ("contact_id");
CREATE INDEX "interview_task_id" ON "interview" ("task_id");
CREATE INDEX "interview_form_version_id" ON "interview" ("form_version_id");
CREATE INDEX "interview_person_id" ON "interview" ("person_id");
CREATE TABLE "answer" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "interview_id" INTEGER NOT NULL,
    "node" TEXT NOT NULL,
    "value" TEXT,
    "draft" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "answered_at" DATETIME NOT NULL,
    FOREIGN KEY ("interview_id") REFERENCES "interview" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "answer_interview_id" ON "answer" ("interview_id");
CREATE INDEX "answer_person_id" ON "answer" ("person_id");
CREATE INDEX "answer_interview_id_node" ON "answer" ("interview_id", "node");
CREATE TABLE "confirmation" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "interview_id" INTEGER NOT NULL,
    "node" TEXT NOT NULL,
    "appearance" TEXT NOT NULL,
    "person_id" INTEGER NOT NULL,
    "confirmed_at" DATETIME NOT NULL,
    FOREIGN KEY ("interview_id") REFERENCES "interview" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "confirmation_interview_id" ON "confirmation" ("interview_id");
CREATE INDEX "confirmation_person_id" ON "confirmation" ("person_id");
CREATE UNIQUE INDEX "confirmation_interview_id_node" ON "confirmation" ("interview_id", "node");
CREATE TABLE "complaint" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "no" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "vehicle_id" INTEGER,
    "repair_order_id" INTEGER,
    "sale_id" INTEGER,
    "interview_id" INTEGER,
    "question" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "subject" TEXT NOT NULL CHECK (subject IN ('product', 'service', 'staff')),
    "severity" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "remedy_sought" TEXT NOT NULL,
    "wants_callback" INTEGER,
    "about_id" INTEGER,
    "responsible_id" INTEGER,
    "raised_by_id" INTEGER,
    "raised_at" DATETIME NOT NULL,
    "raised_on" DATE NOT NULL,
    "acknowledge_by" DATETIME,
    "plan_by" DATETIME,
    "solve_by" DATETIME,
    "cause_gap" TEXT NOT NULL,
    "goodwill_cents" INTEGER,
    "state" TEXT NOT NULL,
    "handled_on" DATE,
    "reopened" INTEGER NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("vehicle_id") REFERENCES "vehicle" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("repair_order_id") REFERENCES "repair_order" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("interview_id") REFERENCES "interview" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("about_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("responsible_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("raised_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "complaint_no" ON "complaint" ("no");
CREATE INDEX "complaint_customer_id" ON "complaint" ("customer_id");
CREATE INDEX "complaint_vehicle_id" ON "complaint" ("vehicle_id");
CREATE INDEX "complaint_repair_order_id" ON "complaint" ("repair_order_id");
CREATE INDEX "complaint_sale_id" ON "complaint" ("sale_id");
CREATE INDEX "complaint_interview_id" ON "complaint" ("interview_id");
CREATE INDEX "complaint_about_id" ON "complaint" ("about_id");
CREATE INDEX "complaint_responsible_id" ON "complaint" ("responsible_id");
CREATE INDEX "complaint_raised_by_id" ON "complaint" ("raised_by_id");
CREATE INDEX "complaint_raised_on" ON "complaint" ("raised_on");
CREATE INDEX "complaint_state" ON "complaint" ("state");
CREATE INDEX "complaint_handled_on" ON "complaint" ("handled_on");
CREATE TABLE "complaint_draft" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "interview_id" INTEGER,
    "person_id" INTEGER NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "fields" TEXT NOT NULL,
    "updated_at" DATETIME NOT NULL,
    "ended_at" DATETIME,
    FOREIGN KEY ("interview_id") REFERENCES "interview" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT);
CREATE INDEX "complaint_draft_interview_id" ON "complaint_draft" ("interview_id");
CREATE INDEX "complaint_draft_person_id" ON "complaint_draft" ("person_id");
CREATE INDEX "complaint_draft_customer_id" ON "complaint_draft" ("customer_id");
CREATE UNIQUE INDEX IF NOT EXISTS draft_one_open ON complaint_draft (person_id) WHERE ended_at IS NULL;
CREATE TABLE "complaint_event" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "complaint_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('raised', 'acknowledged', 'assessed', 'accepted', 'assigned', 'contacted', 'proposed', 'handled', 'answered', 'special_requested', 'special_approved', 'special_refused', 'paused', 'resumed', 'recalled', 'reopened', 'closed', 'noted', 'merged')),
    "step" INTEGER,
    "at" DATETIME NOT NULL,
    "person_id" INTEGER,
    "note" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "complaint_event_complaint_id" ON "complaint_event" ("complaint_id");
CREATE INDEX "complaint_event_at" ON "complaint_event" ("at");
CREATE INDEX "complaint_event_person_id" ON "complaint_event" ("person_id");
CREATE TABLE "escalation" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "complaint_id" INTEGER NOT NULL,
    "clock" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "due_at" DATETIME NOT NULL,
    "taken_at" DATETIME NOT NULL,
    "to_person_id" INTEGER,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("to_person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "escalation_complaint_id" ON "escalation" ("complaint_id");
CREATE INDEX "escalation_to_person_id" ON "escalation" ("to_person_id");
CREATE UNIQUE INDEX "escalation_complaint_id_clock_step_due_at" ON "escalation" ("complaint_id", "clock", "step", "due_at");
CREATE TABLE "notice" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL CHECK (kind IN ('unreachable', 'investigation', 'nudge', 'missing_record')),
    "dedupe_key" TEXT NOT NULL,
    "to_person_id" INTEGER,
    "task_id" INTEGER,
    "customer_id" INTEGER,
    "text" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "answered_at" DATETIME,
    "answer" TEXT NOT NULL,
    "answer_note" TEXT NOT NULL,
    FOREIGN KEY ("to_person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("task_id") REFERENCES "task" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "notice_dedupe_key" ON "notice" ("dedupe_key");
CREATE INDEX "notice_to_person_id" ON "notice" ("to_person_id");
CREATE INDEX "notice_task_id" ON "notice" ("task_id");
CREATE INDEX "notice_customer_id" ON "notice" ("customer_id");
CREATE TABLE "message" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "task_id" INTEGER,
    "customer_id" INTEGER NOT NULL,
    "channel" TEXT NOT NULL CHECK (channel IN ('sms', 'card', 'newsletter')),
    "template" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "created_at" DATETIME NOT NULL,
    "exported_at" DATETIME,
    "sent_at" DATETIME,
    "failed_reason" TEXT NOT NULL,
    FOREIGN KEY ("task_id") REFERENCES "task" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT);
CREATE INDEX "message_task_id" ON "message" ("task_id");
CREATE INDEX "message_customer_id" ON "message" ("customer_id");
CREATE INDEX "message_due_on" ON "message" ("due_on");
CREATE TABLE "finding" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL CHECK (kind IN ('wrong_number', 'contact_mismatch', 'missing_record', 'no_phone', 'other')),
    "customer_id" INTEGER NOT NULL,
    "phone_id" INTEGER,
    "contact_id" INTEGER,
    "task_id" INTEGER,
    "against_id" INTEGER,
    "found_at" DATETIME NOT NULL,
    "work_date" DATE NOT NULL,
    "note" TEXT NOT NULL,
    "withdrawn_at" DATETIME,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("phone_id") REFERENCES "phone" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("task_id") REFERENCES "task" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("against_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "finding_customer_id" ON "finding" ("customer_id");
CREATE INDEX "finding_phone_id" ON "finding" ("phone_id");
CREATE INDEX "finding_contact_id" ON "finding" ("contact_id");
CREATE INDEX "finding_task_id" ON "finding" ("task_id");
CREATE INDEX "finding_against_id" ON "finding" ("against_id");
CREATE INDEX "finding_work_date" ON "finding" ("work_date");
CREATE TABLE "daily_check" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "work_date" DATE NOT NULL,
    "person_id" INTEGER NOT NULL,
    "signed_at" DATETIME NOT NULL,
    "findings" TEXT NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE UNIQUE INDEX "daily_check_work_date" ON "daily_check" ("work_date");
CREATE INDEX "daily_check_person_id" ON "daily_check" ("person_id");
CREATE TABLE "improvement_action" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "title" TEXT NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "complaint_id" INTEGER,
    "due_on" DATE NOT NULL,
    "status" TEXT NOT NULL CHECK (status IN ('open', 'doing', 'done', 'dropped')),
    "created_at" DATETIME NOT NULL,
    "closed_on" DATE,
    "follow_up" TEXT NOT NULL,
    "cost_cents" INTEGER,
    FOREIGN KEY ("owner_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id") ON DELETE RESTRICT);
CREATE INDEX "improvement_action_owner_id" ON "improvement_action" ("owner_id");
CREATE INDEX "improvement_action_complaint_id" ON "improvement_action" ("complaint_id");
CREATE TABLE "setting" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL);
CREATE TABLE "audit_event" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL,
    "person_id" INTEGER,
    "person_name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" INTEGER,
    "before" TEXT,
    "after" TEXT,
    "reason" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL);
CREATE INDEX "audit_event_at" ON "audit_event" ("at");
CREATE INDEX "audit_event_action" ON "audit_event" ("action");
CREATE INDEX "audit_event_entity_entity_id" ON "audit_event" ("entity", "entity_id");
