ALTER TABLE "complaint_event" DROP CONSTRAINT "complaint_event_kind_check";
ALTER TABLE "complaint_event" ADD CONSTRAINT "complaint_event_kind_check"
    CHECK (kind IN ('raised', 'acknowledged', 'assessed', 'accepted', 'assigned', 'contacted', 'proposed', 'handled', 'answered', 'special_requested', 'special_approved', 'special_refused', 'paused', 'resumed', 'recalled', 'reopened', 'closed', 'noted', 'merged', 'external'));
ALTER TABLE "complaint" ADD COLUMN "paused_for" TEXT NOT NULL DEFAULT '';
ALTER TABLE "complaint" ADD COLUMN "paused_until" TIMESTAMP;
ALTER TABLE "complaint" ADD COLUMN "merged_into_id" INTEGER REFERENCES "complaint" ("id") ON DELETE RESTRICT;
CREATE INDEX "complaint_merged_into_id" ON "complaint" ("merged_into_id");
