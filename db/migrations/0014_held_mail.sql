ALTER TABLE "outbound" DROP CONSTRAINT "outbound_state";--> statement-breakpoint
ALTER TABLE "outbound" ADD COLUMN "held_reason" text;--> statement-breakpoint
CREATE INDEX "outbound_held" ON "outbound" USING btree ("address") WHERE "outbound"."state" = 'held';--> statement-breakpoint
CREATE INDEX "outbound_automatic" ON "outbound" USING btree ("address","created_at") WHERE "outbound"."channel" = 'email' and "outbound"."kind" in ('acknowledgement', 'acknowledged_together', 'files');--> statement-breakpoint
CREATE INDEX "outbound_automatic_all" ON "outbound" USING btree ("created_at") WHERE "outbound"."channel" = 'email' and "outbound"."kind" in ('acknowledgement', 'acknowledged_together', 'files');--> statement-breakpoint
ALTER TABLE "outbound" ADD CONSTRAINT "outbound_state" CHECK ("outbound"."state" in ('queued', 'sending', 'sent', 'dead', 'held', 'bundled'));