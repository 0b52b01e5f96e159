CREATE TABLE "announcement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"products" text[] NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"title_ru" text NOT NULL,
	"title_kk" text NOT NULL,
	"text_ru" text NOT NULL,
	"text_kk" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"created_by" uuid NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "announcement_kind" CHECK ("announcement"."kind" in ('planned', 'technical', 'emergency', 'schedule', 'holiday'))
);
--> statement-breakpoint
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_created_by_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "announcement_shown" ON "announcement" USING btree ("starts_at") WHERE "announcement"."withdrawn_at" is null;