import { bigint, pgTable, text } from 'drizzle-orm/pg-core'

/** Tokens the model has used, by calendar day in Kazakhstan. */
export const modelSpending = pgTable('model_spending', {
  day: text().primaryKey(),
  tokens: bigint({ mode: 'number' }).notNull(),
})
