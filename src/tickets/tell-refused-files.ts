import type { Transaction } from '../../db/client.ts'
import type { Ctx } from '../context.ts'
import { automaticMailToAll } from '../delivery/automatic-mail.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import type { Identity } from '../people/identify-sender.ts'
import { brakeMail } from './brake-mail.ts'
import type { Ticket } from './load-ticket.ts'

type Judged = { name: string; verdict: string; reason: string }

/**
 * Tells a client which of his files were not taken and how to send them, and what a key file means (4.4,
 * R105). The first message of a ticket is answered by its acknowledgement, which says the same.
 */
export async function tellRefusedFiles(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  to: Identity,
  files: readonly Judged[],
): Promise<void> {
  if (current.acknowledgedAt === null) return
  const refused = files.filter(({ verdict }) => verdict === 'refused')
  const keyFile = files.some(({ verdict }) => verdict === 'blocked')
  if (refused.length === 0 && !keyFile) return
  const decision =
    to.channel === 'email'
      ? await brakeMail(ctx, tx, to, {
          ticketId: current.id,
          mailsToAll: await automaticMailToAll(ctx.db, ctx.now()),
          joinsBurst: false,
        })
      : { action: 'send' as const }
  await queueOutbound(ctx, tx, {
    ...(decision.action === 'hold' ? { hold: { reason: decision.reason, until: null } } : {}),
    channel: to.channel,
    address: to.address,
    locale: current.locale,
    kind: 'files',
    ticketId: current.id,
    model: {
      number: current.number,
      subject: current.subject,
      refused: refused.map(({ name, reason }) => ({ name, reason })),
      keyFile,
    },
  })
}
