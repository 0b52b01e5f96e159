import { asc, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { identity } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import { askWithAcknowledgement } from '../conversation/ask-with-acknowledgement.ts'
import type { OutboundInput } from '../delivery/kinds.ts'
import type { HeldReason } from '../delivery/mail-brakes.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import { currentNews } from '../incidents/current-news.ts'
import type { KnownFault } from '../incidents/known-fault.ts'
import { concerns, titleIn } from '../incidents/words.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Identity } from '../people/identify-sender.ts'
import { isWorkingTime, nextWorkingMoment } from '../sla/business-time.ts'
import { currentCalendar } from '../sla/current-rules.ts'
import { together } from '../together.ts'
import type { TriageResult } from '../triage/types.ts'
import { brakeMail } from './brake-mail.ts'
import type { Ticket } from './load-ticket.ts'
import { findTicketNumbers } from './ticket-number.ts'
import type { Said } from './what-was-said.ts'

type Model = OutboundInput<'acknowledgement'>

type Found = {
  result: TriageResult
  faq: Model['faq']
  said: Said
  mailsToAll: number
  /** The fault that explains the ticket: then it is told instead of articles and questions. */
  fault: KnownFault | null
}

/** Tells the sender the ID (Annex 1, 4.3): in a chat at once, by mail as the brakes allow, never not at all. */
export async function queueAcknowledgement(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  found: Found,
): Promise<void> {
  // Another process may be at work for the same sender.
  const to = await lockSender(tx, current.identityId)
  if (!to) throw new Error('identity vanished')
  const model = await acknowledgementModel(ctx, tx, current, found)
  const message = {
    channel: to.channel,
    address: to.address,
    locale: current.locale,
    kind: 'acknowledgement' as const,
    ticketId: current.id,
    model,
  }
  // A question about a compromise waits for no other letters, nor does a notice of one.
  const joinsBurst = !isCompromise(found.result) && model.ask !== 'doubt'
  const hold =
    to.channel === 'email'
      ? await brake(ctx, tx, current, to, { mailsToAll: found.mailsToAll, joinsBurst })
      : null
  await queueOutbound(ctx, tx, { ...message, ...(hold ? { hold } : {}) })
}

const lockSender = together(async (tx, ids: string[]) => {
  const { source } = jsonRows(
    identity,
    ['id'],
    ids.map((id) => ({ id })),
  )
  const rows = await tx
    .select()
    .from(identity)
    .where(sql`${identity.id} in (select given.id from ${source})`)
    .orderBy(asc(identity.id))
    .for('no key update')
  return ids.map((id) => rows.find((row) => row.id === id))
})

async function brake(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  to: Identity,
  letter: { mailsToAll: number; joinsBurst: boolean },
): Promise<{ reason: HeldReason; until: Date | null } | null> {
  const decision = await brakeMail(ctx, tx, to, {
    ticketId: current.id,
    ...letter,
  })
  if (decision.action === 'send') return null
  const { reason, until, othersWait } = decision
  // The job of the first that waits takes the others along.
  if (until !== null && !othersWait) {
    await enqueue(ctx, tx, 'release-acknowledgements', { identityId: to.id }, { startAfter: until })
  }
  return { reason, until }
}

async function acknowledgementModel(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  { result, said, fault, ...found }: Found,
): Promise<Model> {
  const calendar = await currentCalendar(tx)
  const nowMs = ctx.now().getTime()
  const resumes = isWorkingTime(calendar, nowMs) ? null : nextWorkingMoment(calendar, nowMs)
  const faq = fault ? [] : found.faq
  const asked = await askWithAcknowledgement(ctx, tx, current, {
    result,
    text: said.text,
    slugs: faq.map(({ slug }) => slug),
    knownFault: fault !== null,
  })
  const { works } = await currentNews(ctx, tx)
  return {
    ...asked,
    number: current.number,
    subject: current.subject,
    priority: current.priority,
    dueAt: current.needsTriageCheck ? null : (current.dueAt?.toISOString() ?? null),
    resumesAt: resumes === null ? null : new Date(resumes).toISOString(),
    faq,
    incident: fault,
    works: works
      .filter((one) => concerns(one, current.product))
      .map((one) => ({
        title: titleIn(one, current.locale),
        endsAt: one.endsAt?.toISOString() ?? null,
      })),
    compromise: isCompromise(result),
    attachmentsRefused: said.files
      .filter((file) => file.verdict === 'refused')
      .map((file) => ({ name: file.name, reason: file.reason })),
    keyFileReceived: said.files.some((file) => file.verdict === 'blocked'),
    mistypedNumber: findTicketNumbers(`${current.subject}\n${said.text}`).mistyped.length > 0,
  }
}

export function isCompromise(result: TriageResult): boolean {
  return result.intent === 'key_compromise' || result.intent === 'access_compromise'
}
