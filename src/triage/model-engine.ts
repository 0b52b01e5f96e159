import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../../db/client.ts'
import type { ModelSettings } from '../config.ts'
import { createDatabaseSpending } from './database-spending.ts'
import { createModelTriage, type ModelTriage } from './llm.ts'

/** The model engine as the worker runs it: budget in the database, real pauses. */
export function startModelEngine(
  settings: ModelSettings,
  db: Database,
  now: () => Date,
): ModelTriage {
  const { baseUrl, ...rest } = settings
  return createModelTriage(
    { ...rest, ...(baseUrl === null ? {} : { baseUrl }) },
    { now, spending: createDatabaseSpending(db), sleep: (ms) => delay(ms) },
  )
}
