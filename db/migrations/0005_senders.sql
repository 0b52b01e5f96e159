CREATE TABLE "message_assurance" (
	"message_id" uuid PRIMARY KEY NOT NULL,
	"level" text NOT NULL,
	"reason" text NOT NULL,
	"facts" jsonb NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "message_assurance_level" CHECK ("message_assurance"."level" in ('unknown', 'claimed', 'verified'))
);
--> statement-breakpoint
CREATE TABLE "ticket_cc" (
	"ticket_id" uuid NOT NULL,
	"address" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"message_id" uuid,
	"seen_at" timestamp with time zone NOT NULL,
	"decision" text,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	CONSTRAINT "ticket_cc_ticket_id_address_pk" PRIMARY KEY("ticket_id","address"),
	CONSTRAINT "ticket_cc_decision" CHECK ("ticket_cc"."decision" in ('accepted', 'declined'))
);
--> statement-breakpoint
ALTER TABLE "message_assurance" ADD CONSTRAINT "message_assurance_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_cc" ADD CONSTRAINT "ticket_cc_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_cc" ADD CONSTRAINT "ticket_cc_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_cc" ADD CONSTRAINT "ticket_cc_decided_by_staff_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;