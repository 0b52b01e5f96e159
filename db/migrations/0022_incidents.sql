CREATE TABLE "incident" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"product" text,
	"symptom" text,
	"affects_all" boolean DEFAULT false NOT NULL,
	"title_ru" text DEFAULT '' NOT NULL,
	"title_kk" text DEFAULT '' NOT NULL,
	"title_en" text DEFAULT '' NOT NULL,
	"evidence" jsonb,
	"started_at" timestamp with time zone NOT NULL,
	"proposed_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"dismiss_reason" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "incident_state" CHECK ("incident"."state" in ('proposed', 'confirmed', 'closed', 'dismissed'))
);
--> statement-breakpoint
CREATE TABLE "incident_ticket" (
	"incident_id" uuid NOT NULL,
	"ticket_id" uuid NOT NULL,
	"state" text NOT NULL,
	"staff_id" uuid,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "incident_ticket_incident_id_ticket_id_pk" PRIMARY KEY("incident_id","ticket_id"),
	CONSTRAINT "incident_ticket_state" CHECK ("incident_ticket"."state" in ('offered', 'linked', 'unlinked'))
);
--> statement-breakpoint
CREATE TABLE "incident_update" (
	"id" uuid PRIMARY KEY NOT NULL,
	"incident_id" uuid NOT NULL,
	"stage" text NOT NULL,
	"text_ru" text NOT NULL,
	"text_kk" text NOT NULL,
	"text_en" text NOT NULL,
	"staff_id" uuid NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	CONSTRAINT "incident_update_stage" CHECK ("incident_update"."stage" in ('investigating', 'identified', 'monitoring', 'resolved'))
);
--> statement-breakpoint
CREATE TABLE "release_note" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"references" text[] NOT NULL,
	"text_ru" text NOT NULL,
	"text_kk" text NOT NULL,
	"text_en" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"created_by" uuid NOT NULL,
	CONSTRAINT "release_note_version" UNIQUE("version")
);
--> statement-breakpoint
CREATE TABLE "release_ticket" (
	"release_id" uuid NOT NULL,
	"ticket_id" uuid NOT NULL,
	CONSTRAINT "release_ticket_release_id_ticket_id_pk" PRIMARY KEY("release_id","ticket_id")
);
--> statement-breakpoint
CREATE TABLE "status_subscription" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"locale" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "status_subscription_address" UNIQUE("channel","address"),
	CONSTRAINT "status_subscription_channel" CHECK ("status_subscription"."channel" in ('telegram', 'email', 'phone', 'web')),
	CONSTRAINT "status_subscription_locale" CHECK ("status_subscription"."locale" in ('ru', 'kk', 'en'))
);
--> statement-breakpoint
CREATE TABLE "ticket_signal" (
	"ticket_id" uuid PRIMARY KEY NOT NULL,
	"client_key" text NOT NULL,
	"product" text NOT NULL,
	"symptoms" text[] NOT NULL,
	"received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "announcement" ADD COLUMN "title_en" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "announcement" ADD COLUMN "text_en" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "ticket" ADD COLUMN "tariff_code" text;--> statement-breakpoint
ALTER TABLE "incident" ADD CONSTRAINT "incident_created_by_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_ticket" ADD CONSTRAINT "incident_ticket_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_ticket" ADD CONSTRAINT "incident_ticket_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_ticket" ADD CONSTRAINT "incident_ticket_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_update" ADD CONSTRAINT "incident_update_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_update" ADD CONSTRAINT "incident_update_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_note" ADD CONSTRAINT "release_note_created_by_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_ticket" ADD CONSTRAINT "release_ticket_release_id_release_note_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."release_note"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_ticket" ADD CONSTRAINT "release_ticket_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_signal" ADD CONSTRAINT "ticket_signal_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "incident_live_subject" ON "incident" USING btree ("product","symptom") WHERE "incident"."state" in ('proposed', 'confirmed');--> statement-breakpoint
CREATE INDEX "incident_recent" ON "incident" USING btree ("proposed_at","id");--> statement-breakpoint
CREATE INDEX "incident_ticket_ticket" ON "incident_ticket" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "incident_update_order" ON "incident_update" USING btree ("incident_id","published_at","id");--> statement-breakpoint
CREATE INDEX "release_ticket_ticket" ON "release_ticket" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "status_subscription_live" ON "status_subscription" USING btree ("id") WHERE "status_subscription"."confirmed_at" is not null and "status_subscription"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "ticket_signal_received" ON "ticket_signal" USING btree ("received_at");