import { type SQL, sql } from 'drizzle-orm'
import { check, type PgColumn, timestamp } from 'drizzle-orm/pg-core'

/** A moment, read and written as a `Date`. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** Text limited to a closed list: a check constraint rather than a database enum, so that lists can grow. */
export function oneOf(name: string, column: PgColumn, values: readonly string[]) {
  return check(name, sql`${column} in (${sql.raw(values.map((v) => `'${v}'`).join(', '))})`)
}

/**
 * The words of a name, whatever the locale of the database: trigrams and text search parsers know Cyrillic only
 * in some. For an index, and for the search that uses it.
 */
export function nameWords(name: PgColumn | SQL): SQL {
  return sql`array_to_tsvector(array_remove(regexp_split_to_array(lower(${name}), '[^[:alnum:]]+'), ''))`
}
