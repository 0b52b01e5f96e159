ALTER TABLE "telegram_link" DROP CONSTRAINT "telegram_link_kind";--> statement-breakpoint
ALTER TABLE "telegram_link" DROP CONSTRAINT "telegram_link_contact_id_contact_id_fk";
--> statement-breakpoint
ALTER TABLE "telegram_link" ALTER COLUMN "staff_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "staff_topic" DROP COLUMN "shown_up_to";--> statement-breakpoint
ALTER TABLE "telegram_link" DROP COLUMN "kind";--> statement-breakpoint
ALTER TABLE "telegram_link" DROP COLUMN "contact_id";