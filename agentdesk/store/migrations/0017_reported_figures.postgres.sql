CREATE TABLE "reported_figure" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "code" TEXT NOT NULL,
    "about_id" INTEGER,
    "month_on" DATE NOT NULL,
    "value" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "entered_by_id" INTEGER,
    "entered_at" TIMESTAMP NOT NULL,
    "withdrawn_at" TIMESTAMP,
    FOREIGN KEY ("about_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("entered_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT);
CREATE INDEX "reported_figure_about_id" ON "reported_figure" ("about_id");
CREATE INDEX "reported_figure_entered_by_id" ON "reported_figure" ("entered_by_id");
CREATE INDEX "reported_figure_code_month_on" ON "reported_figure" ("code", "month_on");
