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
  return { db: drizzle(preparing(sql)), sql, close: () => sql.end({ timeout: 5 }) }
}

type Client = Pick<postgres.Sql, 'unsafe'> &
  Partial<Pick<postgres.Sql, 'begin'> & Pick<postgres.TransactionSql, 'savepoint'>>

/**
 * drizzle asks for unnamed statements, which cost a second round trip and a new plan every time; here each
 * is prepared once per connection.
 */
function preparing<C extends Client>(client: C): C {
  const { unsafe, begin, savepoint } = client
  client.unsafe = (text, values, options) => unsafe(text, values, { ...options, prepare: true })
  if (begin) client.begin = ((work: Work) => begin((tx) => work(preparing(tx)))) as typeof begin
  if (savepoint) {
    client.savepoint = ((work: Work) => savepoint((tx) => work(preparing(tx)))) as typeof savepoint
  }
  return client
}

type Work = (tx: postgres.TransactionSql) => Promise<unknown>
