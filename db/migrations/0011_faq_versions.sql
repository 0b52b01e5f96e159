CREATE TABLE "faq_article_version" (
	"slug" text NOT NULL,
	"version" integer NOT NULL,
	"product" text NOT NULL,
	"title_ru" text NOT NULL,
	"title_kk" text,
	"answer_ru" text NOT NULL,
	"answer_kk" text,
	"keywords" text[] NOT NULL,
	"staff_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"published_at" timestamp with time zone,
	CONSTRAINT "faq_article_version_slug_version_pk" PRIMARY KEY("slug","version")
);
--> statement-breakpoint
CREATE TABLE "faq_receipt" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ticket_id" uuid NOT NULL,
	"locale" text NOT NULL,
	"state" text NOT NULL,
	"answer" jsonb NOT NULL,
	"engine" text NOT NULL,
	"prompt_version" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "faq_receipt_state" CHECK ("faq_receipt"."state" in ('draft', 'sent', 'links_only'))
);
--> statement-breakpoint
CREATE TABLE "model_spending" (
	"day" text PRIMARY KEY NOT NULL,
	"tokens" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "faq_article" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "faq_article" ADD COLUMN "owner_id" uuid;--> statement-breakpoint
ALTER TABLE "faq_article" ADD COLUMN "review_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "faq_article_version" ADD CONSTRAINT "faq_article_version_slug_faq_article_slug_fk" FOREIGN KEY ("slug") REFERENCES "public"."faq_article"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "faq_article_version" ADD CONSTRAINT "faq_article_version_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "faq_receipt" ADD CONSTRAINT "faq_receipt_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "faq_receipt_ticket" ON "faq_receipt" USING btree ("ticket_id","created_at");--> statement-breakpoint
ALTER TABLE "faq_article" ADD CONSTRAINT "faq_article_owner_id_staff_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;