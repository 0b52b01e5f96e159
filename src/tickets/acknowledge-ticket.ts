import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { reportFromTicket } from '../compromise/report-from-ticket.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { answerLocale } from '../conversation/answer-locale.ts'
import { heedDeclared } from '../conversation/heed-declared.ts'
import { queuePlaceNotice } from '../conversation/place-notice.ts'
import { automaticMailToAll } from '../delivery/automatic-mail.ts'
import { currentFaq } from '../faq/current-index.ts'
import { searchFaq } from '../faq/offline-search.ts'
import { inSharedTx } from '../in-groups.ts'
import { noteSignal } from '../incidents/note-signal.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { triageContext } from '../triage/client-context.ts'
import { triageOffline } from '../triage/offline.ts'
import type { TriageResult } from '../triage/types.ts'
import { applyContext } from '../triage/with-context.ts'
import { currentWordLists } from '../triage/word-lists.ts'
import { classifyTicket } from './classify-ticket.ts'
import { requireTicketForUpdate, type Ticket } from './load-ticket.ts'
import { isCompromise, queueAcknowledgement } from './queue-acknowledgement.ts'
import { whatWasSaid } from './what-was-said.ts'
import { notifyTicketChanged } from './write-message.ts'

/**
 * Ends a burst of client messages. The first one of a ticket: classify, set the limits, look for FAQ
 * answers, acknowledge (Annex 1, 3.2, 3.8, 4.3, 4.5). A later one: tell a chat where its words went.
 */
export async function acknowledgeTicket(ctx: Ctx, input: { ticketId: string }): Promise<void> {
  requireSystem(ctx)
  const found = await whatWasSaid(ctx, input.ticketId)
  if (!found) return
  const { ticket: before, said } = found
  if (before.acknowledgedAt !== null) return acknowledgeAddition(ctx, input.ticketId)
  const read = applyContext(
    triageOffline(
      {
        text: said.text,
        channel: before.channel,
        ...(before.channel === 'email' ? { subject: before.subject } : {}),
      },
      await currentWordLists(ctx.db),
    ),
    await triageContext(ctx.db, before, ctx.now()),
  )
  const result = heedDeclared(read, before.intent)
  const faq = await faqLinks(ctx, result, said.text)
  const mailsToAll = await automaticMailToAll(ctx.db, ctx.now())
  const write = async (tx: Transaction): Promise<void> => {
    const current = await requireTicketForUpdate(tx, input.ticketId)
    if (current.acknowledgedAt !== null) return
    if (await burstGoesOn(ctx, tx, current)) return
    // Words of the same second count too: what is missed here is read by nobody.
    if (
      current.lastClientMessageAt > before.lastClientMessageAt ||
      current.updatedAt > before.updatedAt
    ) {
      await enqueue(ctx, tx, 'acknowledge', { ticketId: current.id })
      return
    }
    const lang = await answerLocale(ctx, tx, current, result)
    const classified = await classifyTicket(ctx, tx, current, { ...result, lang }, said.text)
    const reported = isCompromise(result) && (await reportFromTicket(ctx, tx, classified, result))
    // The notice of a case is answered by the rules of section 7, with its own number and limit.
    if (!reported || said.files.some((file) => file.verdict !== 'accepted')) {
      const fault = await noteSignal(ctx, tx, classified, said.text)
      await queueAcknowledgement(ctx, tx, classified, { result, faq, said, mailsToAll, fault })
    }
    if (classified.priority === 'critical' && !isCompromise(result)) {
      await raiseAlert(ctx, tx, {
        kind: 'ticket_critical',
        severity: 'critical',
        key: `critical:${current.id}`,
        ticketId: current.id,
      })
    }
    await notifyTicketChanged(tx, current.id)
  }
  // A case locks its client too: it has a transaction of its own. Others are written one at a time for each
  // sender, or a burst would not see itself.
  await (isCompromise(result) ? inTx(ctx, write) : inSharedTx(ctx, before.identityId, write))
}

async function burstGoesOn(ctx: Ctx, tx: Transaction, current: Ticket): Promise<boolean> {
  if (current.burstEndsAt <= ctx.now()) return false
  await enqueue(
    ctx,
    tx,
    'acknowledge',
    { ticketId: current.id },
    { startAfter: current.burstEndsAt },
  )
  return true
}

async function faqLinks(ctx: Ctx, result: TriageResult, text: string) {
  if (result.priority === 'critical' || isCompromise(result)) return []
  const { index, documents } = await currentFaq(ctx.db)
  const answer = searchFaq(index, text)
  if (!answer.answered) return []
  return answer.hits.slice(0, 3).flatMap((hit) => {
    const document = documents.get(hit.slug)
    return document
      ? [{ slug: hit.slug, titleRu: document.titleRu, titleKk: document.titleKk }]
      : []
  })
}

/** A chat shows at once where further words went; a mail thread does not need it. */
async function acknowledgeAddition(ctx: Ctx, ticketId: string): Promise<void> {
  await inTx(ctx, async (tx) => {
    const current = await requireTicketForUpdate(tx, ticketId)
    if (await burstGoesOn(ctx, tx, current)) return
    const [to] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
    if (to?.channel !== 'telegram') return
    if (current.noticedAt !== null && current.lastClientMessageAt <= current.noticedAt) return
    await queuePlaceNotice(ctx, tx, current, to)
    await tx.update(ticket).set({ noticedAt: ctx.now() }).where(eq(ticket.id, ticketId))
  })
}
