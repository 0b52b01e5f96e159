CREATE TABLE "faq_embedding" (
	"slug" text NOT NULL,
	"locale" text NOT NULL,
	"model" text NOT NULL,
	"version" integer NOT NULL,
	"vector" real[] NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "faq_embedding_slug_locale_model_pk" PRIMARY KEY("slug","locale","model")
);
--> statement-breakpoint
ALTER TABLE "faq_embedding" ADD CONSTRAINT "faq_embedding_slug_faq_article_slug_fk" FOREIGN KEY ("slug") REFERENCES "public"."faq_article"("slug") ON DELETE no action ON UPDATE no action;