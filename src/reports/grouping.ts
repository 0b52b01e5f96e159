import { type SQL, sql } from 'drizzle-orm'
import { isSpan, type Period } from './period.ts'

/** What a counted row is grouped by: its moment, or a property of its ticket `t`. */
export type Facts = { at: SQL; priority: SQL; operator: SQL }

/** The group's key as text; '' for nobody and for no tariff, the number of the bucket for time. */
export function keyOf({ by, buckets }: Period, facts: Facts): SQL {
  if (isSpan(by)) {
    const starts = buckets.map(({ from }) => from.toISOString()).join(',')
    return sql`width_bucket(${facts.at}, string_to_array(${starts}, ',')::timestamptz[])::text`
  }
  switch (by) {
    case 'product':
      return sql`t.product`
    case 'priority':
      return facts.priority
    case 'operator':
      return sql`coalesce(${facts.operator}::text, '')`
    case 'tariff':
      return sql`coalesce(t.tariff_code, '')`
  }
}

export function within(moment: SQL, { start, end }: Period): SQL {
  return sql`${moment} >= ${start.toISOString()}::timestamptz and ${moment} < ${end.toISOString()}::timestamptz`
}

export const ofTicket = { priority: sql`t.priority`, operator: sql`t.assignee_id` }
export const ofCycle = { priority: sql`tc.priority`, operator: sql`tc.assignee_id` }
