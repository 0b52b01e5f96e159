CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE TABLE "client" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"non_resident" boolean DEFAULT false NOT NULL,
	"number_sealed" text,
	"number_hash" text,
	"no_number_reason" text DEFAULT '' NOT NULL,
	"accepted_at" timestamp with time zone,
	"accepted_by" text,
	"accepted_version" text DEFAULT '' NOT NULL,
	"reservations" text DEFAULT '' NOT NULL,
	"logo_consent" text DEFAULT 'unknown' NOT NULL,
	"logo_consent_at" timestamp with time zone,
	"logo_consent_note" text DEFAULT '' NOT NULL,
	"source" text NOT NULL,
	"drill" boolean DEFAULT false NOT NULL,
	"merged_into_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "client_kind" CHECK ("client"."kind" in ('individual', 'legal_entity', 'branch', 'representative_office', 'sole_trader', 'advocate', 'notary', 'bailiff', 'other'))
);
--> statement-breakpoint
CREATE TABLE "client_contact" (
	"client_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"role" text NOT NULL,
	"basis" text DEFAULT '' NOT NULL,
	"valid_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "client_contact_client_id_contact_id_pk" PRIMARY KEY("client_id","contact_id"),
	CONSTRAINT "client_contact_role" CHECK ("client_contact"."role" in ('first_head', 'authorised', 'user'))
);
--> statement-breakpoint
CREATE TABLE "link_secret" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"contact_id" uuid NOT NULL,
	"identity_id" uuid,
	"secret_hash" text NOT NULL,
	"tries_left" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "link_secret_hash" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "merge_record" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"from_id" uuid NOT NULL,
	"into_id" uuid NOT NULL,
	"moved" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "trusted_change" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"ground" text NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"ended_by" uuid,
	"ended_at" timestamp with time zone,
	CONSTRAINT "trusted_change_state" CHECK ("trusted_change"."state" in ('asked', 'confirmed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "trusted_contact" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"until" timestamp with time zone,
	CONSTRAINT "trusted_contact_channel" CHECK ("trusted_contact"."channel" in ('phone', 'email'))
);
--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "iin_sealed" text;--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "iin_hash" text;--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "merged_into_id" uuid;--> statement-breakpoint
ALTER TABLE "identity" ADD COLUMN "established" text DEFAULT 'first_seen' NOT NULL;--> statement-breakpoint
ALTER TABLE "identity" ADD COLUMN "established_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "client_contact" ADD CONSTRAINT "client_contact_client_id_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."client"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_contact" ADD CONSTRAINT "client_contact_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_secret" ADD CONSTRAINT "link_secret_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_secret" ADD CONSTRAINT "link_secret_identity_id_identity_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identity"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trusted_change" ADD CONSTRAINT "trusted_change_client_id_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."client"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trusted_change" ADD CONSTRAINT "trusted_change_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trusted_change" ADD CONSTRAINT "trusted_change_asked_by_staff_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trusted_change" ADD CONSTRAINT "trusted_change_ended_by_staff_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trusted_contact" ADD CONSTRAINT "trusted_contact_client_id_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."client"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trusted_contact" ADD CONSTRAINT "trusted_contact_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "client_number" ON "client" USING btree ("number_hash") WHERE "client"."merged_into_id" is null;--> statement-breakpoint
CREATE INDEX "client_name_search" ON "client" USING gin (lower("name") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "client_newest" ON "client" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE "client"."merged_into_id" is null;--> statement-breakpoint
CREATE INDEX "client_contact_person" ON "client_contact" USING btree ("contact_id");--> statement-breakpoint
CREATE UNIQUE INDEX "client_contact_head" ON "client_contact" USING btree ("client_id") WHERE "client_contact"."role" = 'first_head' and "client_contact"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "link_secret_identity" ON "link_secret" USING btree ("identity_id","created_at");--> statement-breakpoint
CREATE INDEX "link_secret_contact" ON "link_secret" USING btree ("contact_id","created_at");--> statement-breakpoint
CREATE INDEX "merge_record_into" ON "merge_record" USING btree ("into_id");--> statement-breakpoint
CREATE INDEX "merge_record_from" ON "merge_record" USING btree ("from_id");--> statement-breakpoint
CREATE UNIQUE INDEX "trusted_change_one" ON "trusted_change" USING btree ("client_id","channel") WHERE "trusted_change"."state" = 'asked';--> statement-breakpoint
CREATE UNIQUE INDEX "trusted_contact_in_force" ON "trusted_contact" USING btree ("client_id","channel") WHERE "trusted_contact"."until" is null;--> statement-breakpoint
CREATE INDEX "trusted_contact_address" ON "trusted_contact" USING btree ("channel","address") WHERE "trusted_contact"."until" is null;--> statement-breakpoint
CREATE INDEX "trusted_contact_person" ON "trusted_contact" USING btree ("contact_id");--> statement-breakpoint
CREATE UNIQUE INDEX "contact_iin" ON "contact" USING btree ("iin_hash") WHERE "contact"."merged_into_id" is null;--> statement-breakpoint
CREATE INDEX "contact_name_search" ON "contact" USING gin (lower("name") gin_trgm_ops);--> statement-breakpoint
ALTER TABLE "identity" ADD CONSTRAINT "identity_established" CHECK ("identity"."established" in ('first_seen', 'own_phone', 'one_time_link', 'email_code', 'trusted_contact', 'staff'));