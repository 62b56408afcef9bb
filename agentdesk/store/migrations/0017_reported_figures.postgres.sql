CREATE TABLE "reported_figure" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "code" TEXT NOT NULL,
    "month_on" DATE NOT NULL,
    "value" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "person_id" INTEGER,
    "entered_at" TIMESTAMP NOT NULL,
    "withdrawn_at" TIMESTAMP,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "reported_figure_person_id" ON "reported_figure" ("person_id");
CREATE INDEX "reported_figure_code_month_on" ON "reported_figure" ("code", "month_on");
