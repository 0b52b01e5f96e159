CREATE TABLE "staff_absence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"hand_over" text NOT NULL,
	"to_staff_id" uuid,
	"note" text NOT NULL,
	"handed_over_at" timestamp with time zone,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"cancelled_at" timestamp with time zone,
	CONSTRAINT "staff_absence_span" CHECK ("staff_absence"."ends_at" > "staff_absence"."starts_at"),
	CONSTRAINT "staff_absence_colleague" CHECK (("staff_absence"."hand_over" = 'colleague') = ("staff_absence"."to_staff_id" is not null)),
	CONSTRAINT "staff_absence_kind" CHECK ("staff_absence"."kind" in ('vacation', 'sick', 'other')),
	CONSTRAINT "staff_absence_hand_over_kind" CHECK ("staff_absence"."hand_over" in ('keep', 'queue', 'colleague'))
);
--> statement-breakpoint
CREATE TABLE "staff_work" (
	"staff_id" uuid PRIMARY KEY NOT NULL,
	"skills" text[] DEFAULT '{}' NOT NULL,
	"week" jsonb,
	"takes_tickets" boolean DEFAULT true NOT NULL,
	"last_assigned_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket_cycle" (
	"ticket_id" uuid NOT NULL,
	"cycle" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"stopped_at" timestamp with time zone,
	"outcome" text,
	"priority" text NOT NULL,
	"assignee_id" uuid,
	"policy_version" integer NOT NULL,
	"calendar_version" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"breached_at" timestamp with time zone,
	"budget_ms" bigint NOT NULL,
	"net_ms" bigint NOT NULL,
	"waiting_ms" bigint NOT NULL,
	"suspended_ms" bigint NOT NULL,
	"development_ms" bigint NOT NULL,
	"first_response_at" timestamp with time zone,
	"first_response_ms" bigint,
	"first_response_late" boolean,
	CONSTRAINT "ticket_cycle_ticket_id_cycle_pk" PRIMARY KEY("ticket_id","cycle"),
	CONSTRAINT "ticket_cycle_priority" CHECK ("ticket_cycle"."priority" in ('critical', 'high', 'medium', 'low', 'suggestion'))
);
--> statement-breakpoint
DROP INDEX "ticket_next";--> statement-breakpoint
ALTER TABLE "ticket" ADD COLUMN "product" text DEFAULT 'platform' NOT NULL;--> statement-breakpoint
ALTER TABLE "ticket" ADD COLUMN "skill" text GENERATED ALWAYS AS (case when intent in ('key_compromise', 'access_compromise', 'resume_access') then 'general' when intent = 'billing' or category = 'contract' then 'billing' when product = 'integration-1c' then '1c' when product = 'signing' then 'eds' else 'general' end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "staff_absence" ADD CONSTRAINT "staff_absence_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_absence" ADD CONSTRAINT "staff_absence_to_staff_id_staff_id_fk" FOREIGN KEY ("to_staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_absence" ADD CONSTRAINT "staff_absence_created_by_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_work" ADD CONSTRAINT "staff_work_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_cycle" ADD CONSTRAINT "ticket_cycle_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_cycle" ADD CONSTRAINT "ticket_cycle_assignee_id_staff_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "staff_absence_staff" ON "staff_absence" USING btree ("staff_id","ends_at") WHERE "staff_absence"."cancelled_at" is null;--> statement-breakpoint
CREATE INDEX "staff_absence_hand_over" ON "staff_absence" USING btree ("starts_at") WHERE "staff_absence"."handed_over_at" is null and "staff_absence"."cancelled_at" is null;--> statement-breakpoint
CREATE INDEX "ticket_cycle_stopped" ON "ticket_cycle" USING btree ("stopped_at") WHERE "ticket_cycle"."stopped_at" is not null;--> statement-breakpoint
CREATE INDEX "ticket_cycle_answered" ON "ticket_cycle" USING btree ("first_response_at") WHERE "ticket_cycle"."first_response_at" is not null;--> statement-breakpoint
CREATE INDEX "ticket_cycle_reopened" ON "ticket_cycle" USING btree ("started_at") WHERE "ticket_cycle"."cycle" > 1;--> statement-breakpoint
CREATE INDEX "audit_event_out_of_turn" ON "audit_event" USING btree ("at") WHERE "audit_event"."action" = 'ticket.put_out_of_turn';--> statement-breakpoint
CREATE INDEX "ticket_held" ON "ticket" USING btree ("assignee_id","queue_rank","received_at","id") WHERE "ticket"."status" in ('registered', 'in_progress', 'waiting_for_client', 'in_development', 'support_suspended');--> statement-breakpoint
CREATE INDEX "ticket_next" ON "ticket" USING btree ("queue_rank","received_at","id","skill") WHERE "ticket"."assignee_id" is null and "ticket"."status" in ('registered', 'in_progress');