import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

type Row<T extends PgTable> = T['$inferInsert']

export type JsonRows = {
  /** Names of the columns, for `insert into t (…)` and for `select … from`. */
  columns: SQL
  /** The rows, named `given`, typed as the table's own. */
  source: SQL
}

/**
 * Any number of rows as one JSON parameter: the statement's text is the same for one row and for a
 * hundred, so it is planned once, and a group of rows costs one round trip.
 */
export function jsonRows<T extends PgTable, C extends keyof Row<T> & string>(
  table: T,
  names: readonly C[],
  rows: Pick<Row<T>, C>[],
): JsonRows {
  const columns = getTableColumns(table)
  const fields = names.map((name) => {
    const column = columns[name]
    if (!column) throw new Error(`no column ${name}`)
    return { name, field: column.name }
  })
  const given = rows.map((row) =>
    Object.fromEntries(fields.map(({ name, field }) => [field, row[name]])),
  )
  return {
    columns: sql.raw(fields.map(({ field }) => `"${field}"`).join(', ')),
    source: sql`json_populate_recordset(null::${table}, ${jsonText(given)}::text::json) as given`,
  }
}

/** JSON that PostgreSQL takes: it knows neither NUL nor half a surrogate pair, and clients send both. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g,
    '$1\ufffd',
  )
}
