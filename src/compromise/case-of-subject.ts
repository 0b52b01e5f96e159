import { and, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { normaliseSerial } from '../access/decision.ts'
import type { Ctx } from '../context.ts'
import { compromiseClock } from '../sla/compromise-clock.ts'
import type { OneReport } from './report-compromise.ts'

export type CompromiseCase = typeof compromiseCase.$inferSelect

const order = ['unknown', 'claimed', 'verified'] as const

/**
 * The open case of that subject, locked, with what the new report adds; or a new one. The unique index makes
 * parallel first reports meet in one case (R70).
 */
export async function joinOrOpenCase(
  ctx: Ctx,
  tx: Transaction,
  { given, subject, flagged }: OneReport,
  ticket: { id: string },
): Promise<{ current: CompromiseCase; opened: boolean }> {
  const id = ctx.newId()
  const serials = [...new Set(given.serials.map(normaliseSerial))]
  const [opened] = await tx
    .insert(compromiseCase)
    .values({
      id,
      ticketId: ticket.id,
      kind: given.kind,
      state: 'open',
      clientId: subject.client?.id ?? null,
      holderContactId: subject.holderContactId,
      holderName: subject.holderName,
      claimedSealed:
        subject.claimedNumber === null ? null : ctx.vault.seal(subject.claimedNumber, `case:${id}`),
      subjectKey: subject.key,
      certKinds: given.certKinds,
      serials,
      assurance: given.assurance,
      receivedAt: given.receivedAt,
      dueAt: dueOf(given.receivedAt),
      flagged,
      drill: given.drill || subject.client?.drill === true,
      createdAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning()
  if (opened) return { current: opened, opened: true }
  const current = await requireOpenCase(tx, subject.key)
  const receivedAt = new Date(Math.min(given.receivedAt.getTime(), current.receivedAt.getTime()))
  const [joined] = await tx
    .update(compromiseCase)
    .set({
      kind: current.kind === given.kind ? current.kind : 'both',
      certKinds: [...new Set([...current.certKinds, ...given.certKinds])],
      serials: [...new Set([...current.serials, ...serials])],
      assurance:
        order.indexOf(given.assurance) > order.indexOf(current.assurance)
          ? given.assurance
          : current.assurance,
      receivedAt,
      dueAt: dueOf(receivedAt),
      flagged: current.flagged || flagged,
    })
    .where(eq(compromiseCase.id, current.id))
    .returning()
  return { current: joined ?? current, opened: false }
}

async function requireOpenCase(tx: Transaction, subjectKey: string): Promise<CompromiseCase> {
  const [row] = await tx
    .select()
    .from(compromiseCase)
    .where(
      and(
        eq(compromiseCase.subjectKey, subjectKey),
        inArray(compromiseCase.state, ['open', 'suspended']),
      ),
    )
    .for('update')
  if (!row) throw new Error('open case vanished')
  return row
}

function dueOf(receivedAt: Date): Date {
  return compromiseClock(receivedAt, null, receivedAt).due
}
