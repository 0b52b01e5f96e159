import { fileURLToPath } from 'node:url'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import { connect } from './client.ts'

const folder = fileURLToPath(new URL('./migrations', import.meta.url))
const lockKey = 7_708_707_277

/** Brings the schema to the newest version. Processes that start together wait for the first one. */
export async function migrateDatabase(url: string): Promise<void> {
  const { db, sql, close } = connect(url, 1)
  try {
    await sql`select pg_advisory_lock(${lockKey})`
    await migrate(db, { migrationsFolder: folder })
  } finally {
    await close()
  }
}
