import { and, asc, eq, inArray, lte, type SQL } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { incident, incidentTicket, releaseNote, releaseTicket } from '../../db/schema/incidents.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { changeStatus } from '../tickets/change-status.ts'
import { openStatuses } from '../tickets/status.ts'

export type SolveLinkedInput = { by: 'incident' | 'release'; id: string }

const batchSize = 100

/**
 * Solves the open tickets of an incident that is over, or of a release that is out (3.4, 3.6). Whoever wrote
 * after that keeps his ticket open: it is his word that it is not solved. Done twice it changes nothing.
 */
export async function solveLinked(ctx: Ctx, input: SolveLinkedInput): Promise<void> {
  requireSystem(ctx)
  for (let solved = batchSize; solved === batchSize; ) {
    solved = await inTx(ctx, (tx) => solveBatch(ctx, tx, input))
  }
}

async function solveBatch(ctx: Ctx, tx: Transaction, input: SolveLinkedInput): Promise<number> {
  const condition =
    input.by === 'incident' ? await ofIncident(tx, input.id) : await ofRelease(tx, input.id)
  if (!condition) return 0
  const rows = await tx
    .select()
    .from(ticket)
    .where(condition)
    .orderBy(asc(ticket.id))
    .limit(batchSize)
    .for('update')
  for (const row of rows) {
    await changeStatus(ctx, tx, row, 'resolved', { data: { because: input.by, by: input.id } })
  }
  return rows.length
}

async function ofIncident(tx: Transaction, id: string): Promise<SQL | undefined> {
  const [over] = await tx
    .select({ at: incident.endedAt })
    .from(incident)
    .where(and(eq(incident.id, id), eq(incident.state, 'closed')))
  if (!over?.at) return undefined
  const linked = tx
    .select({ id: incidentTicket.ticketId })
    .from(incidentTicket)
    .where(and(eq(incidentTicket.incidentId, id), eq(incidentTicket.state, 'linked')))
  return and(
    inArray(ticket.id, linked),
    inArray(ticket.status, [...openStatuses]),
    lte(ticket.lastClientMessageAt, over.at),
  )
}

async function ofRelease(tx: Transaction, id: string): Promise<SQL | undefined> {
  const [out] = await tx
    .select({ at: releaseNote.publishedAt, withdrawnAt: releaseNote.withdrawnAt })
    .from(releaseNote)
    .where(eq(releaseNote.id, id))
  if (!out || out.withdrawnAt !== null) return undefined
  const linked = tx
    .select({ id: releaseTicket.ticketId })
    .from(releaseTicket)
    .where(eq(releaseTicket.releaseId, id))
  return and(
    inArray(ticket.id, linked),
    eq(ticket.status, 'in_development'),
    lte(ticket.lastClientMessageAt, out.at),
  )
}
