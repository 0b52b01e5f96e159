import { fileURLToPath } from 'node:url'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import type { Sql } from 'postgres'
import { connect } from './client.ts'
import journal from './migrations/meta/_journal.json' with { type: 'json' }
import { StartFault } from './start-fault.ts'

const folder = fileURLToPath(new URL('./migrations', import.meta.url))
const lockKey = 7_708_707_277

/**
 * Brings the schema to the newest version. Processes that start together wait for the first one.
 * @throws StartFault if a newer program has already worked on the database.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const { db, sql, close } = connect(url, 1)
  try {
    await sql`select pg_advisory_lock(${lockKey})`
    await refuseNewer(sql)
    await migrate(db, { migrationsFolder: folder })
  } finally {
    await close()
  }
}

async function refuseNewer(sql: Sql): Promise<void> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`
  if (!table?.found) return
  const [last] = await sql<{ at: number | null }[]>`
    select max(created_at)::float8 as at from drizzle.__drizzle_migrations`
  if ((last?.at ?? 0) > Math.max(...journal.entries.map((entry) => entry.when))) {
    throw new StartFault('the database was used by a newer version of this program: start that one')
  }
}
