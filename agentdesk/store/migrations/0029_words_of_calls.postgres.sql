ALTER TABLE "step_draft" DROP CONSTRAINT "step_draft_subject_check";
ALTER TABLE "step_draft" ADD CONSTRAINT "step_draft_subject_check"
    CHECK (subject IN ('complaint', 'notice', 'improvement_action', 'daily_check', 'judgement', 'contact', 'task'));
