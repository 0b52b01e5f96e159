CREATE TABLE "resumption" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"suspension_ids" uuid[] NOT NULL,
	"state" text NOT NULL,
	"contact_id" uuid,
	"requester_name" text NOT NULL,
	"channel" text NOT NULL,
	"ticket_id" uuid,
	"note" text NOT NULL,
	"new_serial" text DEFAULT '' NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"verification" text,
	"verified_by" uuid,
	"verified_at" timestamp with time zone,
	"ended_by" uuid,
	"ended_at" timestamp with time zone,
	"end_reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "resumption_state" CHECK ("resumption"."state" in ('asked', 'verified', 'done', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "suspension" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"products" text[] NOT NULL,
	"holder_contact_id" uuid,
	"key_serials" text[] NOT NULL,
	"reason" text NOT NULL,
	"codes" text[] NOT NULL,
	"text" text NOT NULL,
	"case_id" uuid,
	"starts_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" jsonb NOT NULL,
	"lifted_at" timestamp with time zone,
	"lifted_by" jsonb,
	"lift_reason" text DEFAULT '' NOT NULL,
	"resumption_id" uuid,
	CONSTRAINT "suspension_scope" CHECK ("suspension"."scope" in ('platform', 'products', 'holder', 'keys')),
	CONSTRAINT "suspension_reason" CHECK ("suspension"."reason" in ('breach', 'key_compromise', 'access_compromise', 'tariff_expired'))
);
--> statement-breakpoint
CREATE TABLE "compromise_case" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ticket_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"client_id" uuid,
	"holder_contact_id" uuid,
	"claimed_sealed" text,
	"holder_name" text NOT NULL,
	"subject_key" text NOT NULL,
	"cert_kinds" text[] NOT NULL,
	"serials" text[] NOT NULL,
	"assurance" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" uuid,
	"suspended_at" timestamp with time zone,
	"suspended_by" jsonb,
	"decided_at" timestamp with time zone,
	"decided_by" jsonb,
	"decision" text,
	"decision_reason" text DEFAULT '' NOT NULL,
	"resumed_at" timestamp with time zone,
	"escalated_percent" integer DEFAULT 0 NOT NULL,
	"flagged" boolean DEFAULT false NOT NULL,
	"drill" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "compromise_case_ticket" UNIQUE("ticket_id"),
	CONSTRAINT "compromise_case_kind" CHECK ("compromise_case"."kind" in ('key', 'access', 'both')),
	CONSTRAINT "compromise_case_state" CHECK ("compromise_case"."state" in ('open', 'suspended', 'declined', 'resumed'))
);
--> statement-breakpoint
CREATE TABLE "compromise_report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"ticket_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"identity_id" uuid NOT NULL,
	"reporter_name" text NOT NULL,
	"assurance" text NOT NULL,
	"assurance_reason" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"evidence" text NOT NULL,
	"inbound_id" uuid NOT NULL,
	"original_sha256" text NOT NULL,
	"kind" text NOT NULL,
	"cause" text NOT NULL,
	"cert_kinds" text[] NOT NULL,
	"serials" text[] NOT NULL,
	"learned_at" timestamp with time zone,
	"happened" text NOT NULL,
	"source_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "compromise_report_inbound" UNIQUE("inbound_id","case_id"),
	CONSTRAINT "compromise_report_evidence" CHECK ("compromise_report"."evidence" in ('telegram_update', 'imap_internaldate', 'smtp_receipt', 'call_time', 'web_request', 'platform_request'))
);
--> statement-breakpoint
CREATE TABLE "platform_event" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"txid" bigint DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "platform_event_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "resumption" ADD CONSTRAINT "resumption_client_id_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."client"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resumption" ADD CONSTRAINT "resumption_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resumption" ADD CONSTRAINT "resumption_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resumption" ADD CONSTRAINT "resumption_verified_by_staff_id_fk" FOREIGN KEY ("verified_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resumption" ADD CONSTRAINT "resumption_ended_by_staff_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspension" ADD CONSTRAINT "suspension_client_id_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."client"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspension" ADD CONSTRAINT "suspension_holder_contact_id_contact_id_fk" FOREIGN KEY ("holder_contact_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compromise_case" ADD CONSTRAINT "compromise_case_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compromise_case" ADD CONSTRAINT "compromise_case_client_id_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."client"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compromise_case" ADD CONSTRAINT "compromise_case_holder_contact_id_contact_id_fk" FOREIGN KEY ("holder_contact_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compromise_case" ADD CONSTRAINT "compromise_case_acknowledged_by_staff_id_fk" FOREIGN KEY ("acknowledged_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compromise_report" ADD CONSTRAINT "compromise_report_case_id_compromise_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."compromise_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compromise_report" ADD CONSTRAINT "compromise_report_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compromise_report" ADD CONSTRAINT "compromise_report_identity_id_identity_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identity"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compromise_report" ADD CONSTRAINT "compromise_report_inbound_id_inbound_id_fk" FOREIGN KEY ("inbound_id") REFERENCES "public"."inbound"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform_event" ADD CONSTRAINT "platform_event_client_id_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."client"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "resumption_open" ON "resumption" USING btree ("client_id") WHERE "resumption"."state" in ('asked', 'verified');--> statement-breakpoint
CREATE INDEX "resumption_client" ON "resumption" USING btree ("client_id","created_at");--> statement-breakpoint
CREATE INDEX "suspension_client" ON "suspension" USING btree ("client_id","created_at");--> statement-breakpoint
CREATE INDEX "suspension_holder" ON "suspension" USING btree ("holder_contact_id");--> statement-breakpoint
CREATE UNIQUE INDEX "suspension_case" ON "suspension" USING btree ("case_id") WHERE "suspension"."lifted_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "suspension_tariff" ON "suspension" USING btree ("client_id") WHERE "suspension"."reason" = 'tariff_expired' and "suspension"."lifted_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "compromise_case_subject" ON "compromise_case" USING btree ("subject_key") WHERE "compromise_case"."state" in ('open', 'suspended');--> statement-breakpoint
CREATE INDEX "compromise_case_received" ON "compromise_case" USING btree ("received_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "compromise_case_open" ON "compromise_case" USING btree ("due_at") WHERE "compromise_case"."state" = 'open';--> statement-breakpoint
CREATE INDEX "compromise_case_client" ON "compromise_case" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "compromise_case_holder" ON "compromise_case" USING btree ("holder_contact_id");--> statement-breakpoint
CREATE INDEX "compromise_report_case" ON "compromise_report" USING btree ("case_id","received_at");--> statement-breakpoint
CREATE INDEX "compromise_report_source" ON "compromise_report" USING btree ("source_hash","created_at");--> statement-breakpoint
CREATE INDEX "platform_event_feed" ON "platform_event" USING btree ("txid","seq");--> statement-breakpoint
CREATE INDEX "platform_event_client" ON "platform_event" USING btree ("client_id","seq");--> statement-breakpoint
CREATE FUNCTION compromise_report_is_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a notice of compromise is evidence and never changes';
END $$;
--> statement-breakpoint
CREATE TRIGGER compromise_report_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON compromise_report
  FOR EACH STATEMENT EXECUTE FUNCTION compromise_report_is_evidence();
