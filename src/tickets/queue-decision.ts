import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import type { OutboundModel } from '../delivery/kinds.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import type { Ticket } from './load-ticket.ts'

/** Tells the client what was decided about his ticket, in his channel and language. */
export async function queueDecision(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  decision: Pick<OutboundModel<'decision'>, 'decision' | 'reason' | 'text'>,
): Promise<void> {
  const [to] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
  if (!to) throw new Error('identity vanished')
  await queueOutbound(ctx, tx, {
    channel: to.channel,
    address: to.address,
    locale: current.locale,
    kind: 'decision',
    ticketId: current.id,
    model: { number: current.number, subject: current.subject, ...decision },
  })
}
