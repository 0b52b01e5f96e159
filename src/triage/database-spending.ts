import { eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { modelSpending } from '../../db/schema/model.ts'
import type { SpendingStore } from './daily-budget.ts'

/** Counts in the database, so that all processes share one budget and a restart forgets nothing. */
export function createDatabaseSpending(db: Database): SpendingStore {
  return {
    spentOn: async (day) => {
      const [row] = await db.select().from(modelSpending).where(eq(modelSpending.day, day))
      return row?.tokens ?? 0
    },
    add: async (day, tokens) => {
      await db
        .insert(modelSpending)
        .values({ day, tokens })
        .onConflictDoUpdate({
          target: modelSpending.day,
          set: { tokens: sql`${modelSpending.tokens} + ${tokens}` },
        })
    },
  }
}
