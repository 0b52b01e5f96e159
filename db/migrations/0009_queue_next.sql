ALTER TABLE "ticket" ADD COLUMN "silence_check_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "ticket" ADD COLUMN "silence_warned_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "ticket_next" ON "ticket" USING btree ("queue_rank","received_at","id") WHERE "ticket"."assignee_id" is null and "ticket"."status" in ('registered', 'in_progress');--> statement-breakpoint
CREATE INDEX "ticket_silence" ON "ticket" USING btree ("silence_check_at") WHERE "ticket"."status" = 'resolved';