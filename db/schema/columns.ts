import { sql } from 'drizzle-orm'
import { check, type PgColumn, timestamp } from 'drizzle-orm/pg-core'

/** A moment, read and written as a `Date`. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** Text limited to a closed list: a check constraint rather than a database enum, so that lists can grow. */
export function oneOf(name: string, column: PgColumn, values: readonly string[]) {
  return check(name, sql`${column} in (${sql.raw(values.map((v) => `'${v}'`).join(', '))})`)
}
