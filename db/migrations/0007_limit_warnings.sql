CREATE TABLE "limit_warning" (
	"ticket_id" uuid NOT NULL,
	"cycle" integer NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "limit_warning_ticket_id_cycle_kind_pk" PRIMARY KEY("ticket_id","cycle","kind")
);
--> statement-breakpoint
ALTER TABLE "alert" ADD COLUMN "staff_id" uuid;--> statement-breakpoint
ALTER TABLE "alert" ADD COLUMN "to_supervisor" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "ticket" ADD COLUMN "limit_check_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "limit_warning" ADD CONSTRAINT "limit_warning_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert" ADD CONSTRAINT "alert_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ticket_limit_check" ON "ticket" USING btree ("limit_check_at") WHERE "ticket"."limit_check_at" is not null;