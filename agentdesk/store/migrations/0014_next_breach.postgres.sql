ALTER TABLE "complaint" ADD COLUMN "next_clock" TEXT NOT NULL DEFAULT '';
ALTER TABLE "complaint" ADD COLUMN "next_breach" TIMESTAMP;
ALTER TABLE "complaint" ADD COLUMN "closed_at" TIMESTAMP;
UPDATE "complaint" SET "closed_at" = (
    SELECT max("at") FROM "complaint_event" WHERE "complaint_id" = "complaint"."id" AND "kind" = 'closed')
WHERE "state" = 'closed';
UPDATE "complaint" SET "next_clock" = 'recall', "next_breach" = (
    SELECT ("data"::json->'deadlines'->>'recall_by')::timestamp FROM "complaint_event"
    WHERE "complaint_id" = "complaint"."id" AND "kind" = 'handled' ORDER BY "id" DESC LIMIT 1)
WHERE "state" IN ('handled', 'recall_due');
UPDATE "complaint" SET "next_clock" = 'solve', "next_breach" = "solve_by"
WHERE "state" NOT IN ('handled', 'recall_due', 'cause_due', 'closed');
UPDATE "complaint" SET "next_clock" = 'plan', "next_breach" = "plan_by"
WHERE "next_clock" = 'solve' AND "plan_by" <= "next_breach" AND NOT EXISTS (
    SELECT 1 FROM "complaint_event" WHERE "complaint_id" = "complaint"."id" AND "kind" = 'proposed' AND "id" > (
        SELECT coalesce(max("id"), 0) FROM "complaint_event"
        WHERE "complaint_id" = "complaint"."id" AND "kind" = 'reopened'));
UPDATE "complaint" SET "next_clock" = 'acknowledge', "next_breach" = "acknowledge_by"
WHERE "next_clock" IN ('plan', 'solve') AND "acknowledge_by" <= "next_breach" AND NOT EXISTS (
    SELECT 1 FROM "complaint_event" WHERE "complaint_id" = "complaint"."id" AND "kind" = 'acknowledged');
UPDATE "complaint" SET "next_clock" = '' WHERE "next_breach" IS NULL;
DROP INDEX "complaint_state";
CREATE INDEX "complaint_state_next_breach" ON "complaint" ("state", "next_breach");
CREATE INDEX "complaint_closed_at" ON "complaint" ("closed_at");
