import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import type { Notice, NoticeModel } from '../delivery/notice-kinds.ts'
import { noticeSubject } from '../delivery/notice-text.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import type { Ticket } from './load-ticket.ts'

/** Tells the requester something about his ticket, where his answers go and in his language. */
export async function notifyRequester(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  notice: Notice,
): Promise<void> {
  const [to] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
  if (!to) return
  await queueOutbound(ctx, tx, {
    channel: to.channel,
    address: to.address,
    locale: current.locale,
    kind: 'notice',
    ticketId: current.id,
    model: {
      ...notice,
      number: current.number,
      subject: noticeSubject(notice.topic, current.locale),
    } as NoticeModel,
  })
}
