DROP INDEX "client_name_search";--> statement-breakpoint
DROP INDEX "contact_name_search";--> statement-breakpoint
CREATE INDEX "client_name_words" ON "client" USING gin (array_to_tsvector(array_remove(regexp_split_to_array(lower("name"), '[^[:alnum:]]+'), '')));--> statement-breakpoint
CREATE INDEX "contact_name_words" ON "contact" USING gin (array_to_tsvector(array_remove(regexp_split_to_array(lower("name"), '[^[:alnum:]]+'), '')));