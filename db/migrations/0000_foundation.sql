CREATE TABLE "audit_anchor" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" integer NOT NULL,
	"txid_before" bigint NOT NULL,
	"rows" integer NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "audit_anchor_seq" UNIQUE("seq")
);
--> statement-breakpoint
CREATE TABLE "audit_event" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"chain" text NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" jsonb NOT NULL,
	"action" text NOT NULL,
	"data" jsonb NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	"txid" bigint NOT NULL,
	CONSTRAINT "audit_event_chain_seq" UNIQUE("chain","seq")
);
--> statement-breakpoint
CREATE TABLE "faq_alias" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "faq_alias_text" UNIQUE("slug","text")
);
--> statement-breakpoint
CREATE TABLE "faq_article" (
	"slug" text PRIMARY KEY NOT NULL,
	"product" text NOT NULL,
	"title_ru" text NOT NULL,
	"title_kk" text,
	"answer_ru" text NOT NULL,
	"answer_kk" text,
	"keywords" text[] NOT NULL,
	"source_clause" text DEFAULT '' NOT NULL,
	"position" integer NOT NULL,
	"published" boolean NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "glossary_term" (
	"key" text PRIMARY KEY NOT NULL,
	"ru" text NOT NULL,
	"kk" text NOT NULL,
	"en" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "product" (
	"code" text PRIMARY KEY NOT NULL,
	"name_ru" text NOT NULL,
	"name_kk" text NOT NULL,
	"position" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setting" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sla_policy" (
	"version" integer PRIMARY KEY NOT NULL,
	"policy" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tariff" (
	"code" text NOT NULL,
	"version" integer NOT NULL,
	"name_ru" text NOT NULL,
	"name_kk" text NOT NULL,
	"conditions_ru" text NOT NULL,
	"conditions_kk" text NOT NULL,
	"price_tenge" numeric(14, 2) NOT NULL,
	"period_months" integer,
	"published" boolean NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tariff_code_version_pk" PRIMARY KEY("code","version")
);
--> statement-breakpoint
CREATE TABLE "work_calendar" (
	"version" integer PRIMARY KEY NOT NULL,
	"calendar" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contact" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"locale" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "contact_locale" CHECK ("contact"."locale" in ('ru', 'kk', 'en'))
);
--> statement-breakpoint
CREATE TABLE "identity" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contact_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"display_name" text DEFAULT '' NOT NULL,
	"assurance" text DEFAULT 'unknown' NOT NULL,
	"unreachable_at" timestamp with time zone,
	"unreachable_reason" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "identity_address" UNIQUE("channel","address"),
	CONSTRAINT "identity_channel" CHECK ("identity"."channel" in ('telegram', 'email', 'phone', 'web')),
	CONSTRAINT "identity_assurance" CHECK ("identity"."assurance" in ('unknown', 'claimed', 'verified'))
);
--> statement-breakpoint
CREATE TABLE "sign_in_failure" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"password_hash" text NOT NULL,
	"telegram_user_id" text,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "staff_email" UNIQUE("email"),
	CONSTRAINT "staff_telegram" UNIQUE("telegram_user_id"),
	CONSTRAINT "staff_role" CHECK ("staff"."role" in ('operator', 'engineer', 'supervisor', 'compromise-officer', 'admin', 'auditor'))
);
--> statement-breakpoint
CREATE TABLE "staff_invite" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"used_by" uuid
);
--> statement-breakpoint
CREATE TABLE "staff_session" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attachment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"message_id" uuid NOT NULL,
	"name" text NOT NULL,
	"size" bigint NOT NULL,
	"media_type" text NOT NULL,
	"sha256" text,
	"verdict" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"remote_ref" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "attachment_verdict" CHECK ("attachment"."verdict" in ('accepted', 'refused', 'quarantined', 'blocked'))
);
--> statement-breakpoint
CREATE TABLE "message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ticket_id" uuid NOT NULL,
	"author" text NOT NULL,
	"identity_id" uuid,
	"staff_id" uuid,
	"channel" text NOT NULL,
	"internal" boolean DEFAULT false NOT NULL,
	"body" text NOT NULL,
	"inbound_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"edited_at" timestamp with time zone,
	CONSTRAINT "message_author" CHECK ("message"."author" in ('client', 'staff', 'system')),
	CONSTRAINT "message_channel" CHECK ("message"."channel" in ('telegram', 'email', 'phone', 'web'))
);
--> statement-breakpoint
CREATE TABLE "message_ref" (
	"channel" text NOT NULL,
	"ref" text NOT NULL,
	"ticket_id" uuid NOT NULL,
	"message_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "message_ref_channel_ref_pk" PRIMARY KEY("channel","ref")
);
--> statement-breakpoint
CREATE TABLE "message_version" (
	"message_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"body" text NOT NULL,
	"replaced_at" timestamp with time zone NOT NULL,
	CONSTRAINT "message_version_message_id_version_pk" PRIMARY KEY("message_id","version")
);
--> statement-breakpoint
CREATE TABLE "rating" (
	"ticket_id" uuid NOT NULL,
	"cycle" integer NOT NULL,
	"score" integer NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"channel" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "rating_ticket_id_cycle_pk" PRIMARY KEY("ticket_id","cycle")
);
--> statement-breakpoint
CREATE TABLE "telegram_chat" (
	"chat_id" text PRIMARY KEY NOT NULL,
	"identity_id" uuid NOT NULL,
	"locale" text NOT NULL,
	"focus_ticket_id" uuid,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"subject" text NOT NULL,
	"status" text NOT NULL,
	"channel" text NOT NULL,
	"locale" text NOT NULL,
	"requester_id" uuid NOT NULL,
	"identity_id" uuid NOT NULL,
	"assignee_id" uuid,
	"intent" text NOT NULL,
	"priority" text NOT NULL,
	"complexity" text NOT NULL,
	"category" text NOT NULL,
	"needs_triage_check" boolean DEFAULT false NOT NULL,
	"out_of_turn" boolean DEFAULT false NOT NULL,
	"queue_rank" integer GENERATED ALWAYS AS ((case when out_of_turn then 0 else 10 end) + (case priority when 'critical' then 0 when 'high' then 1 when 'medium' then 2 when 'low' then 3 else 4 end)) STORED NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"burst_ends_at" timestamp with time zone NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"noticed_at" timestamp with time zone,
	"first_response_at" timestamp with time zone,
	"last_client_message_at" timestamp with time zone NOT NULL,
	"last_staff_message_at" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"cycle" integer DEFAULT 1 NOT NULL,
	"target_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"breached_at" timestamp with time zone,
	"sla_policy_version" integer NOT NULL,
	"merged_into_id" uuid,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ticket_number" UNIQUE("number"),
	CONSTRAINT "ticket_status" CHECK ("ticket"."status" in ('registered', 'in_progress', 'waiting_for_client', 'in_development', 'support_suspended', 'resolved', 'closed', 'refused', 'merged')),
	CONSTRAINT "ticket_channel" CHECK ("ticket"."channel" in ('telegram', 'email', 'phone', 'web')),
	CONSTRAINT "ticket_locale" CHECK ("ticket"."locale" in ('ru', 'kk', 'en')),
	CONSTRAINT "ticket_priority" CHECK ("ticket"."priority" in ('critical', 'high', 'medium', 'low', 'suggestion')),
	CONSTRAINT "ticket_complexity" CHECK ("ticket"."complexity" in ('simple', 'medium', 'high')),
	CONSTRAINT "ticket_intent" CHECK ("ticket"."intent" in ('incident', 'consultation', 'suggestion', 'billing', 'key_compromise', 'access_compromise', 'resume_access', 'abuse_report', 'status_question', 'spam', 'gratitude', 'other'))
);
--> statement-breakpoint
CREATE TABLE "ticket_link" (
	"from_id" uuid NOT NULL,
	"to_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ticket_link_from_id_to_id_kind_pk" PRIMARY KEY("from_id","to_id","kind")
);
--> statement-breakpoint
CREATE TABLE "ticket_participant" (
	"ticket_id" uuid NOT NULL,
	"identity_id" uuid NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ticket_participant_ticket_id_identity_id_pk" PRIMARY KEY("ticket_id","identity_id")
);
--> statement-breakpoint
CREATE TABLE "triage_record" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ticket_id" uuid NOT NULL,
	"staff_id" uuid,
	"engine" text NOT NULL,
	"engine_version" text NOT NULL,
	"result" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbound" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"external_key" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"raw" jsonb,
	"raw_sha256" text,
	"envelope" jsonb,
	"state" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"ticket_id" uuid,
	CONSTRAINT "inbound_external_key" UNIQUE("channel","external_key"),
	CONSTRAINT "inbound_state" CHECK ("inbound"."state" in ('done', 'quarantined', 'ignored'))
);
--> statement-breakpoint
CREATE TABLE "outbound" (
	"id" uuid PRIMARY KEY NOT NULL,
	"conversation" text NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"locale" text NOT NULL,
	"kind" text NOT NULL,
	"model" jsonb NOT NULL,
	"ticket_id" uuid,
	"message_id" uuid,
	"state" text DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"uncertain" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone,
	"last_error" text,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "outbound_state" CHECK ("outbound"."state" in ('queued', 'sending', 'sent', 'dead'))
);
--> statement-breakpoint
ALTER TABLE "faq_alias" ADD CONSTRAINT "faq_alias_slug_faq_article_slug_fk" FOREIGN KEY ("slug") REFERENCES "public"."faq_article"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity" ADD CONSTRAINT "identity_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_invite" ADD CONSTRAINT "staff_invite_used_by_staff_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_session" ADD CONSTRAINT "staff_session_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachment" ADD CONSTRAINT "attachment_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message" ADD CONSTRAINT "message_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message" ADD CONSTRAINT "message_identity_id_identity_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identity"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message" ADD CONSTRAINT "message_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_ref" ADD CONSTRAINT "message_ref_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_ref" ADD CONSTRAINT "message_ref_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_version" ADD CONSTRAINT "message_version_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rating" ADD CONSTRAINT "rating_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telegram_chat" ADD CONSTRAINT "telegram_chat_identity_id_identity_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identity"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telegram_chat" ADD CONSTRAINT "telegram_chat_focus_ticket_id_ticket_id_fk" FOREIGN KEY ("focus_ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_requester_id_contact_id_fk" FOREIGN KEY ("requester_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_identity_id_identity_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identity"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_assignee_id_staff_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_link" ADD CONSTRAINT "ticket_link_from_id_ticket_id_fk" FOREIGN KEY ("from_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_link" ADD CONSTRAINT "ticket_link_to_id_ticket_id_fk" FOREIGN KEY ("to_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_participant" ADD CONSTRAINT "ticket_participant_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_participant" ADD CONSTRAINT "ticket_participant_identity_id_identity_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identity"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "triage_record" ADD CONSTRAINT "triage_record_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "triage_record" ADD CONSTRAINT "triage_record_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound" ADD CONSTRAINT "inbound_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbound" ADD CONSTRAINT "outbound_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbound" ADD CONSTRAINT "outbound_message_id_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."message"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "identity_contact" ON "identity" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "sign_in_failure_subject" ON "sign_in_failure" USING btree ("subject","at");--> statement-breakpoint
CREATE INDEX "staff_session_staff" ON "staff_session" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "attachment_message" ON "attachment" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "message_ticket" ON "message" USING btree ("ticket_id","created_at","id");--> statement-breakpoint
CREATE INDEX "message_ref_ticket" ON "message_ref" USING btree ("ticket_id");--> statement-breakpoint
CREATE UNIQUE INDEX "telegram_chat_identity" ON "telegram_chat" USING btree ("identity_id");--> statement-breakpoint
CREATE INDEX "ticket_queue" ON "ticket" USING btree ("queue_rank","received_at","id") WHERE "ticket"."status" in ('registered', 'in_progress', 'waiting_for_client', 'in_development', 'support_suspended');--> statement-breakpoint
CREATE INDEX "ticket_requester" ON "ticket" USING btree ("requester_id","received_at");--> statement-breakpoint
CREATE INDEX "ticket_identity" ON "ticket" USING btree ("identity_id","updated_at");--> statement-breakpoint
CREATE INDEX "ticket_received" ON "ticket" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "ticket_link_to" ON "ticket_link" USING btree ("to_id");--> statement-breakpoint
CREATE INDEX "triage_record_ticket" ON "triage_record" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "inbound_not_done" ON "inbound" USING btree ("received_at") WHERE "inbound"."state" <> 'done';--> statement-breakpoint
CREATE INDEX "outbound_ticket" ON "outbound" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "outbound_message" ON "outbound" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "outbound_dead" ON "outbound" USING btree ("created_at") WHERE "outbound"."state" = 'dead';