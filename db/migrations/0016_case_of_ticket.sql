ALTER TABLE "compromise_case" DROP CONSTRAINT "compromise_case_ticket";--> statement-breakpoint
CREATE INDEX "compromise_case_ticket" ON "compromise_case" USING btree ("ticket_id");