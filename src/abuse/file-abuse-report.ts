import { eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { abuseKinds, abuseReport } from '../../db/schema/abuse.ts'
import { client } from '../../db/schema/clients.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { breachCodes } from '../access/suspend-client.ts'
import { appendAudit } from '../audit.ts'
import { parseIinBin } from '../clients/iin-bin.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { requireLiveTicketForUpdate } from '../tickets/load-ticket.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'

export const FileAbuseReportInput = z.object({
  ticketId: z.uuid(),
  kind: z.enum(abuseKinds),
  /** What is held to be broken (4.3); a guess is enough. */
  codes: z.array(z.enum(breachCodes as [string, ...string[]])).default([]),
  /** Who is said to have done it: IIN or BIN of a client, and words. */
  targetNumber: z.string().max(40).default(''),
  targetText: z.string().trim().max(2000, 'textTooLong').default(''),
  happenedAt: z.date().nullable().default(null),
})
export type FileAbuseReportInput = z.input<typeof FileAbuseReportInput>

/**
 * Marks a request as a report of abuse (5.2.8, R39) or of a weakness (5.2.7, R41). From now on only those who
 * judge such reports see it, its words and its materials.
 */
export async function fileAbuseReport(
  ctx: Ctx,
  input: FileAbuseReportInput,
): Promise<{ id: string }> {
  requireRight(ctx, 'abuse.file')
  const { targetNumber, ...given } = FileAbuseReportInput.parse(input)
  if (given.happenedAt !== null && given.happenedAt > ctx.now()) {
    throw new DomainError('invalid', 'calledInFuture')
  }
  const targetClientId = await clientOf(ctx, targetNumber)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, given.ticketId)
    const id = ctx.newId()
    const made = await tx
      .insert(abuseReport)
      .values({ id, ...given, targetClientId, createdAt: ctx.now(), createdBy: ctx.actor })
      .onConflictDoNothing()
      .returning({ id: abuseReport.id })
    if (made.length === 0) throw new DomainError('conflict', 'abuseFiled')
    await tx
      .update(ticket)
      .set({ intent: 'abuse_report', restricted: true, updatedAt: ctx.now() })
      .where(eq(ticket.id, current.id))
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action: 'ticket.abuse_filed',
      data: { reportId: id, kind: given.kind, codes: given.codes, targetClientId },
    })
    await notifyTicketChanged(tx, current.id)
    return { id }
  })
}

async function clientOf(ctx: Ctx, number: string): Promise<string | null> {
  if (number.trim() === '') return null
  const parsed = parseIinBin(number, ctx.now())
  if (!parsed.ok) throw new DomainError('invalid', `number_${parsed.fault}`)
  const [row] = await ctx.db
    .select({ id: client.id })
    .from(client)
    .where(inArray(client.numberHash, ctx.vault.fingerprints(parsed.value)))
  if (!row) throw new DomainError('not_found', 'clientNotFound')
  return row.id
}
