CREATE TABLE "document_type" (
	"code" text PRIMARY KEY NOT NULL,
	"name_ru" text NOT NULL,
	"name_kk" text NOT NULL,
	"position" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"invoice_number" text NOT NULL,
	"amount_tenge" numeric(14, 2) NOT NULL,
	"paid_on" date NOT NULL,
	"period_from" date NOT NULL,
	"period_to" date NOT NULL,
	"tariff_version" integer NOT NULL,
	"promotion_id" uuid,
	"note" text NOT NULL,
	"recorded_by" jsonb NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"voided_at" timestamp with time zone,
	"voided_by" jsonb,
	"void_reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "payment_amount" CHECK ("payment"."amount_tenge" >= 0),
	CONSTRAINT "payment_period" CHECK ("payment"."period_to" >= "payment"."period_from")
);
--> statement-breakpoint
CREATE TABLE "payment_reminder" (
	"subscription_id" uuid NOT NULL,
	"paid_until" date NOT NULL,
	"days_before" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "payment_reminder_subscription_id_paid_until_days_before_pk" PRIMARY KEY("subscription_id","paid_until","days_before")
);
--> statement-breakpoint
CREATE TABLE "promotion" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"title_ru" text NOT NULL,
	"title_kk" text NOT NULL,
	"conditions_ru" text NOT NULL,
	"conditions_kk" text NOT NULL,
	"tariff_codes" text[] NOT NULL,
	"percent" numeric(5, 2),
	"bonus_months" integer DEFAULT 0 NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"published" boolean NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "promotion_kind" CHECK ("promotion"."kind" in ('promotion', 'discount', 'bonus')),
	CONSTRAINT "promotion_percent" CHECK ("promotion"."percent" > 0 and "promotion"."percent" <= 100),
	CONSTRAINT "promotion_period" CHECK ("promotion"."ends_at" > "promotion"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "subscription" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"tariff_code" text NOT NULL,
	"tariff_version" integer NOT NULL,
	"starts_on" date NOT NULL,
	"paid_until" date,
	"expired_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"end_reason" text DEFAULT '' NOT NULL,
	"source" text NOT NULL,
	"created_by" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "tariff" ADD COLUMN "products" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "tariff" ADD COLUMN "document_types" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "tariff" ADD COLUMN "cancelled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tariff" ADD COLUMN "backdate_reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "tariff" ADD COLUMN "created_by" uuid;--> statement-breakpoint
ALTER TABLE "tariff" ADD COLUMN "created_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_client_id_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."client"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_promotion_id_promotion_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotion"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_reminder" ADD CONSTRAINT "payment_reminder_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotion" ADD CONSTRAINT "promotion_created_by_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_client_id_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."client"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_tariff" FOREIGN KEY ("tariff_code","tariff_version") REFERENCES "public"."tariff"("code","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "payment_invoice" ON "payment" USING btree ("client_id","invoice_number") WHERE "payment"."voided_at" is null;--> statement-breakpoint
CREATE INDEX "payment_subscription" ON "payment" USING btree ("subscription_id","period_to");--> statement-breakpoint
CREATE UNIQUE INDEX "subscription_live" ON "subscription" USING btree ("client_id") WHERE "subscription"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "subscription_client" ON "subscription" USING btree ("client_id","created_at");--> statement-breakpoint
CREATE INDEX "subscription_paid_until" ON "subscription" USING btree ("paid_until","id") WHERE "subscription"."ended_at" is null;--> statement-breakpoint
ALTER TABLE "tariff" ADD CONSTRAINT "tariff_created_by_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;