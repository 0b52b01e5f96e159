import {
  drizzle,
  type PostgresJsDatabase,
  type PostgresJsTransaction,
} from 'drizzle-orm/postgres-js'
import type { ExtractTablesWithRelations } from 'drizzle-orm/relations'
import postgres from 'postgres'

type NoSchema = Record<string, never>

export type Database = PostgresJsDatabase<NoSchema>
/** Statements inside a transaction; functions that must not run outside one ask for this type. */
export type Transaction = PostgresJsTransaction<NoSchema, ExtractTablesWithRelations<NoSchema>>

export type Connection = {
  db: Database
  sql: postgres.Sql
  close: () => Promise<void>
}

/** Opens a pool of at most `max` connections; nothing is contacted until the first statement. */
export function connect(url: string, max = 10): Connection {
  const sql = postgres(url, { max, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
  return { db: drizzle(sql), sql, close: () => sql.end({ timeout: 5 }) }
}
