CREATE TABLE "faq_offer" (
	"ticket_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"position" integer NOT NULL,
	"outcome" text DEFAULT 'shown' NOT NULL,
	"shown_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	CONSTRAINT "faq_offer_ticket_id_slug_pk" PRIMARY KEY("ticket_id","slug"),
	CONSTRAINT "faq_offer_outcome" CHECK ("faq_offer"."outcome" in ('shown', 'helped', 'not_helped'))
);
--> statement-breakpoint
CREATE TABLE "staff_topic" (
	"ticket_id" uuid PRIMARY KEY NOT NULL,
	"chat_id" text NOT NULL,
	"thread_id" integer NOT NULL,
	"shown_up_to" uuid,
	"closed" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "staff_topic_thread" UNIQUE("chat_id","thread_id")
);
--> statement-breakpoint
CREATE TABLE "telegram_health" (
	"id" integer PRIMARY KEY NOT NULL,
	"mode" text NOT NULL,
	"last_update_at" timestamp with time zone,
	"seen_at" timestamp with time zone,
	"pending" bigint,
	"last_error" text,
	"last_error_at" timestamp with time zone,
	"checked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "telegram_link" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"contact_id" uuid,
	"staff_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "telegram_link_kind" CHECK ("telegram_link"."kind" in ('contact', 'staff'))
);
--> statement-breakpoint
CREATE TABLE "ticket_fact" (
	"ticket_id" uuid NOT NULL,
	"key" text NOT NULL,
	"answer" text,
	"asked_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	CONSTRAINT "ticket_fact_ticket_id_key_pk" PRIMARY KEY("ticket_id","key")
);
--> statement-breakpoint
ALTER TABLE "telegram_chat" ADD COLUMN "locale_chosen" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "telegram_chat" ADD COLUMN "dialog" jsonb;--> statement-breakpoint
ALTER TABLE "faq_offer" ADD CONSTRAINT "faq_offer_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_topic" ADD CONSTRAINT "staff_topic_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telegram_link" ADD CONSTRAINT "telegram_link_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telegram_link" ADD CONSTRAINT "telegram_link_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_fact" ADD CONSTRAINT "ticket_fact_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "faq_offer_slug" ON "faq_offer" USING btree ("slug","outcome");