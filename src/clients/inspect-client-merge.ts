import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Database, Transaction } from '../../db/client.ts'
import { resumption, suspension } from '../../db/schema/access.ts'
import { client, clientContact, trustedChange, trustedContact } from '../../db/schema/clients.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { payment, subscription } from '../../db/schema/tariffs.ts'
import { isFrozen } from '../compromise/freeze.ts'
import type { Client } from './load-client.ts'

type Reader = Pick<Database | Transaction, 'select' | '$count'>

export type ClientMerge = {
  from: Client
  into: Client
  /** Why they cannot be merged: a key of the error texts. */
  blocked: string | null
  /** How much of `from` there is to go over. */
  counts: Record<
    'people' | 'trusted' | 'suspensions' | 'cases' | 'subscriptions' | 'payments',
    number
  >
  /** What does not simply go over: keys of the preview's texts. */
  notes: ('trustedEnds' | 'headBecomesUser' | 'tariffEnds' | 'numberTaken')[]
}

/** What a merge of two clients would do, or why it would not; null when one of them does not exist. */
export async function inspectClientMerge(
  db: Reader,
  fromId: string,
  intoId: string,
): Promise<ClientMerge | null> {
  const rows = await db
    .select()
    .from(client)
    .where(inArray(client.id, [fromId, intoId]))
  const from = rows.find((row) => row.id === fromId)
  const into = rows.find((row) => row.id === intoId)
  if (!from || !into) return null
  const count = (table: PgTable, column: PgColumn) => db.$count(table, eq(column, fromId))
  return {
    from,
    into,
    blocked: await blockedBy(db, from, into),
    counts: {
      people: await count(clientContact, clientContact.clientId),
      trusted: await count(trustedContact, trustedContact.clientId),
      suspensions: await count(suspension, suspension.clientId),
      cases: await count(compromiseCase, compromiseCase.clientId),
      subscriptions: await count(subscription, subscription.clientId),
      payments: await count(payment, payment.clientId),
    },
    notes: await notesOn(db, from, into),
  }
}

async function blockedBy(db: Reader, from: Client, into: Client): Promise<string | null> {
  if (from.id === into.id) return 'mergeSame'
  if (from.mergedIntoId !== null || into.mergedIntoId !== null) return 'mergeAlready'
  if (from.drill !== into.drill) return 'mergeDrill'
  // Two numbers are two persons before the law.
  if (from.numberHash !== null && into.numberHash !== null) return 'mergeNumbersDiffer'
  if ((await isFrozen(db, from.id)) || (await isFrozen(db, into.id))) return 'mergeFrozen'
  const pending =
    (await db.$count(
      trustedChange,
      and(eq(trustedChange.clientId, from.id), eq(trustedChange.state, 'asked')),
    )) +
    (await db.$count(
      resumption,
      and(eq(resumption.clientId, from.id), inArray(resumption.state, ['asked', 'verified'])),
    ))
  return pending > 0 ? 'mergePending' : null
}

async function notesOn(db: Reader, from: Client, into: Client): Promise<ClientMerge['notes']> {
  const both = async (table: PgTable, column: PgColumn, group: PgColumn, live: PgColumn) => {
    const rows = await db
      .select({ group, clients: sql<number>`count(distinct ${column})::int` })
      .from(table)
      .where(and(inArray(column, [from.id, into.id]), isNull(live)))
      .groupBy(group)
    return rows.filter((row) => row.clients === 2).map((row) => String(row.group))
  }
  const trusted = await both(
    trustedContact,
    trustedContact.clientId,
    trustedContact.channel,
    trustedContact.until,
  )
  const roles = await both(
    clientContact,
    clientContact.clientId,
    clientContact.role,
    clientContact.endedAt,
  )
  const live = await db.$count(
    subscription,
    and(inArray(subscription.clientId, [from.id, into.id]), isNull(subscription.endedAt)),
  )
  return [
    ...(trusted.length > 0 ? (['trustedEnds'] as const) : []),
    ...(roles.includes('first_head') ? (['headBecomesUser'] as const) : []),
    ...(live === 2 ? (['tariffEnds'] as const) : []),
    ...(from.numberHash !== null ? (['numberTaken'] as const) : []),
  ]
}
