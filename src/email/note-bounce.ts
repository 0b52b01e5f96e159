import { and, desc, eq, gt, inArray } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import { outbound } from '../../db/schema/transport.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { noteTrustedBounce } from '../clients/note-trusted-bounce.ts'
import type { Ctx } from '../context.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import type { BounceReport } from './kind-bounce.ts'
import type { MailSettings } from './mail-settings.ts'
import { readMessageId } from './token.ts'

/** Mail servers give up after five days (RFC 5321, 4.5.4.1): an older mail does not bounce any more. */
const bounceDays = 5

/**
 * What a delivery report changes: the mail counts as not delivered, its address as unreachable, and staff are
 * told. Reports of a delay change nothing. A report that does not name our signed Message-ID may be forged:
 * it marks only an address that was written to in these days, and no mail.
 * @returns the ticket that the lost mail belonged to
 */
export async function noteBounce(
  ctx: Ctx,
  tx: Transaction,
  settings: MailSettings,
  report: BounceReport,
): Promise<string | null> {
  if (report.action !== 'failed' && report.action !== 'complaint') return null
  const own = readMessageId(report.originalMessageId ?? '', settings.secretKey)
  const lost = own ? await mailById(tx, own.outboundId) : await lastMailTo(ctx, tx, report)
  if (!lost) return null
  const what = report.action === 'complaint' ? 'complaint' : 'bounced'
  const reason = [what, report.status, report.diagnostic].filter((part) => part !== null).join(' ')
  if (own) {
    await tx
      .update(outbound)
      .set({ state: 'dead', lastError: reason.slice(0, 500) })
      .where(and(eq(outbound.id, lost.id), inArray(outbound.state, ['queued', 'sending', 'sent'])))
  }
  await tx
    .update(identity)
    .set({ unreachableAt: ctx.now(), unreachableReason: reason.slice(0, 500) })
    .where(and(eq(identity.channel, 'email'), eq(identity.address, lost.address)))
  const clientId = await noteTrustedBounce(ctx, tx, lost.address, report.status)
  await raiseAlert(ctx, tx, {
    kind: 'mail_bounced',
    severity: 'warning',
    key: `bounce:${lost.ticketId ?? lost.id}`,
    ...(lost.ticketId === null ? {} : { ticketId: lost.ticketId }),
    data: {
      ...(report.status === null ? {} : { status: report.status }),
      ...(clientId === null ? {} : { clientId }),
    },
  })
  if (lost.ticketId !== null) await notifyTicketChanged(tx, lost.ticketId)
  return lost.ticketId
}

const columns = { id: outbound.id, address: outbound.address, ticketId: outbound.ticketId }

async function mailById(tx: Transaction, id: string) {
  const [row] = await tx.select(columns).from(outbound).where(eq(outbound.id, id)).for('update')
  return row
}

async function lastMailTo(ctx: Ctx, tx: Transaction, report: BounceReport) {
  if (report.finalRecipient === null) return undefined
  const from = new Date(ctx.now().getTime() - bounceDays * 86_400_000)
  const [row] = await tx
    .select(columns)
    .from(outbound)
    .where(
      and(
        eq(outbound.conversation, `email:${report.finalRecipient}`),
        eq(outbound.state, 'sent'),
        gt(outbound.createdAt, from),
      ),
    )
    .orderBy(desc(outbound.createdAt))
    .limit(1)
  return row
}
