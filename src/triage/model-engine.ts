import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../../db/client.ts'
import type { ModelSettings } from '../config.ts'
import { createDatabaseSpending } from './database-spending.ts'
import { createModelCalls, type ModelCalls } from './model-call.ts'

/** The model as the worker asks it: budget in the database, shared by all that ask; real pauses. */
export function startModelCalls(
  settings: ModelSettings,
  db: Database,
  now: () => Date,
): ModelCalls {
  const { apiKey, baseUrl, model, tokensPerDay } = settings
  return createModelCalls(
    { apiKey, model, tokensPerDay, ...(baseUrl === null ? {} : { baseUrl }) },
    { now, spending: createDatabaseSpending(db), sleep: (ms) => delay(ms) },
  )
}
