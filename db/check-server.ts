import postgres from 'postgres'
import { StartFault } from './start-fault.ts'

const oldestVersion = 150_000

/** @throws StartFault unless a PostgreSQL answers at `url` that is new enough. */
export async function checkServer(url: string): Promise<void> {
  const { host, pathname } = new URL(url)
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {} })
  try {
    const [row] = await sql<{ number: number; name: string }[]>`
      select current_setting('server_version_num')::int as number,
             current_setting('server_version') as name`
    if (row === undefined || row.number < oldestVersion) {
      throw new StartFault(
        `DATABASE_URL: PostgreSQL 15 or newer is needed, ${host} runs ${row?.name}`,
      )
    }
  } catch (error) {
    if (error instanceof StartFault) throw error
    throw new StartFault(`DATABASE_URL: cannot use ${host}${pathname} (${reasonOf(error)})`)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Node joins the failures of several addresses of one name into an error without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(reasonOf))].join(', ')
  return error instanceof Error ? error.message : String(error)
}
