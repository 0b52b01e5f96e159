import type { Transaction } from '../../db/client.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import type { Ctx } from '../context.ts'
import { acknowledgementWaits, automaticMailTo } from '../delivery/automatic-mail.ts'
import {
  type AcknowledgementDecision,
  decideAcknowledgement,
  type HeldReason,
  type Limit,
} from '../delivery/mail-brakes.ts'
import { isRoleAddress } from '../email/kind-automatic.ts'
import type { Identity } from '../people/identify-sender.ts'

/** Whether automatic mail about a ticket may leave for `to` now; staff are told when a brake closes. */
export async function brakeMail(
  ctx: Ctx,
  tx: Transaction,
  to: Identity,
  about: { ticketId: string; mailsToAll: number; joinsBurst: boolean },
): Promise<AcknowledgementDecision & { othersWait: boolean }> {
  const now = ctx.now()
  const sent = await automaticMailTo(tx, to.address, now)
  const othersWait = await acknowledgementWaits(tx, to.address)
  const decision = decideAcknowledgement({
    now,
    isUrgent: !about.joinsBurst,
    isRoleAddress: isRoleAddress(to.address),
    unreachable:
      to.unreachableAt === null
        ? null
        : { at: to.unreachableAt, reason: to.unreachableReason ?? '' },
    toSender: sent.map((mail) => mail.at),
    aboutTicket: sent.filter((mail) => mail.ticketId === about.ticketId).map((mail) => mail.at),
    toAll: about.mailsToAll,
    othersWait,
  })
  if (decision.action === 'hold' && decision.limit) {
    const { reason, limit } = decision
    await alertBrake(ctx, tx, { reason, limit, identityId: to.id, ticketId: about.ticketId })
  }
  return { ...decision, othersWait }
}

/** Puts before staff that a brake holds mail back. */
export async function alertBrake(
  ctx: Ctx,
  tx: Transaction,
  input: { reason: HeldReason; limit: Limit; identityId: string; ticketId?: string },
): Promise<void> {
  const { reason, limit, identityId, ticketId } = input
  const everybody = reason === 'global_limit'
  await raiseAlert(ctx, tx, {
    kind: 'mail_breaker',
    severity: everybody ? 'critical' : 'warning',
    key: everybody ? 'breaker:all' : `breaker:${identityId}`,
    ...(ticketId === undefined || everybody ? {} : { ticketId }),
    data: { limit: `${limit.count} / ${limit.minutes} мин` },
  })
}
