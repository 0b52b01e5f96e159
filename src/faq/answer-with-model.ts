import { and, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { faqArticle } from '../../db/schema/catalogue.ts'
import { faqOffer } from '../../db/schema/chat.ts'
import { type faqAnswerStates, faqReceipt } from '../../db/schema/faq.ts'
import { identity } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { automaticMailToAll } from '../delivery/automatic-mail.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import type { Locale } from '../i18n/locale.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { cleanText } from '../text/clean.ts'
import { maskReversibly } from '../text/mask.ts'
import { brakeMail } from '../tickets/brake-mail.ts'
import { requireTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'
import { isOpen } from '../tickets/status.ts'
import { whatWasSaid } from '../tickets/what-was-said.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import { removeInstructions } from '../triage/injection.ts'
import type { ModelCalls } from '../triage/model-call.ts'
import type { Intent } from '../triage/types.ts'
import { answerMode } from './answer-mode.ts'
import { currentFaq } from './current-index.ts'
import { citedSlugs, type GroundArticle, groundFault } from './grounded-answer.ts'
import { groundedPromptVersion, groundedRequest } from './grounded-prompt.ts'
import { joinRankings, nearestByMeaning } from './meaning.ts'
import { searchFaq } from './offline-search.ts'
import type { ReceiptContent } from './receipts.ts'

/** The model, and which of its service's models embeds texts, if any. */
export type FaqWriter = ModelCalls & { embeddingsModel: string | null }

/** Asks for an answer from the articles, once the offline acknowledgement is out; in mode `off` for none. */
export async function queueGroundedAnswer(ctx: Ctx, input: { ticketId: string }): Promise<void> {
  requireSystem(ctx)
  if ((await answerMode(ctx.db)) === 'off') return
  await inTx(ctx, async (tx) => {
    const current = await requireTicketForUpdate(tx, input.ticketId)
    if (mayBeAnswered(current)) await enqueue(ctx, tx, 'faq-answer', { ticketId: current.id })
  })
}

const answerable: ReadonlySet<Intent> = new Set(['consultation', 'billing', 'incident', 'other'])

/** Whatever a person must see is answered by him; so is what he has answered already. */
function mayBeAnswered(current: Ticket): boolean {
  return (
    current.acknowledgedAt !== null &&
    current.lastStaffMessageAt === null &&
    isOpen(current.status) &&
    current.priority !== 'critical' &&
    answerable.has(current.intent)
  )
}

const textLimit = 4_000
const articlesGiven = 5

/**
 * Writes a short answer in which every sentence cites an article, and a receipt of what it rested on. Mode `draft`
 * shows it to staff; `reply` sends it where the search itself would have answered. An answer that leaves its
 * articles is kept as `links_only` and shown to nobody as an answer. On any trouble nothing happens.
 */
export async function giveGroundedAnswer(
  ctx: Ctx,
  writer: FaqWriter,
  input: { ticketId: string },
): Promise<void> {
  requireSystem(ctx)
  const mode = await answerMode(ctx.db)
  const found = await whatWasSaid(ctx, input.ticketId)
  if (mode === 'off' || !found || !mayBeAnswered(found.ticket)) return
  if ((await ctx.db.$count(faqReceipt, eq(faqReceipt.ticketId, found.ticket.id))) > 0) return
  const cleaned = removeInstructions(cleanText(found.said.text))
  const question = maskReversibly(cleaned.text.slice(0, textLimit)).text
  const { index } = await currentFaq(ctx.db)
  const answer = searchFaq(index, question)
  const byWords = answer.hits.slice(0, articlesGiven).map(({ slug }) => slug)
  const byMeaning =
    writer.embeddingsModel === null || byWords.length === 0
      ? null
      : await nearestByMeaning(ctx, writer, writer.embeddingsModel, question)
  const slugs = byMeaning === null ? byWords : joinRankings(byWords, byMeaning)
  const { locale } = found.ticket
  const articles = await groundOf(ctx, slugs.slice(0, articlesGiven), locale)
  if (articles.length === 0) return
  const outcome = await writer.ask(groundedRequest(question, locale, articles))
  if ('trouble' in outcome) {
    ctx.log.info({ ticketId: found.ticket.id, trouble: outcome.trouble }, 'no grounded answer')
    return
  }
  const fault = groundFault(outcome.value, articles)
  const content: ReceiptContent = { question, mode, fault, ...outcome.value, articles }
  const maySend = mode === 'reply' && answer.answered && cleaned.removed.length === 0
  const mailsToAll = await automaticMailToAll(ctx.db, ctx.now())
  await inTx(ctx, async (tx) => {
    const current = await requireTicketForUpdate(tx, found.ticket.id)
    if (!mayBeAnswered(current)) return
    const sent = fault === null && maySend && (await send(ctx, tx, current, content, mailsToAll))
    const state = fault !== null ? 'links_only' : sent ? 'sent' : 'draft'
    await keepReceipt(ctx, tx, current, state, content, writer.model)
  })
}

async function groundOf(
  ctx: Ctx,
  slugs: readonly string[],
  locale: Locale,
): Promise<GroundArticle[]> {
  if (slugs.length === 0) return []
  const rows = await ctx.db
    .select()
    .from(faqArticle)
    .where(and(inArray(faqArticle.slug, [...slugs]), eq(faqArticle.published, true)))
  return slugs.flatMap((slug) => {
    const row = rows.find((one) => one.slug === slug)
    if (!row) return []
    const kazakh = locale === 'kk' && row.titleKk !== null && row.answerKk !== null
    return {
      slug,
      version: row.version,
      title: (kazakh ? row.titleKk : null) ?? row.titleRu,
      text: (kazakh ? row.answerKk : null) ?? row.answerRu,
    }
  })
}

async function keepReceipt(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  state: (typeof faqAnswerStates)[number],
  content: ReceiptContent,
  model: string,
): Promise<void> {
  const id = ctx.newId()
  await tx.insert(faqReceipt).values({
    id,
    ticketId: current.id,
    locale: current.locale,
    state,
    answer: content,
    engine: model,
    promptVersion: groundedPromptVersion,
    createdAt: ctx.now(),
  })
  await appendAudit(ctx, tx, {
    chain: `ticket:${current.id}`,
    action: 'faq.answer_written',
    data: { receiptId: id, state, fault: content.fault, articles: citedSlugs(content) },
  })
  await notifyTicketChanged(tx, current.id)
}

/** False when a brake holds automatic mail to this client: then staff have the draft. */
async function send(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  content: ReceiptContent,
  mailsToAll: number,
): Promise<boolean> {
  const [to] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
  if (!to) return false
  if (to.channel === 'email') {
    const about = { ticketId: current.id, mailsToAll, joinsBurst: false }
    if ((await brakeMail(ctx, tx, to, about)).action === 'hold') return false
  }
  const cited = citedSlugs(content)
  const queued = await queueOutbound(ctx, tx, {
    channel: to.channel,
    address: to.address,
    locale: current.locale,
    kind: 'faq_answer',
    ticketId: current.id,
    model: {
      number: current.number,
      subject: current.subject,
      sentences: content.sentences.map(({ text, articles }) => ({
        text,
        cites: articles.map((slug) => cited.indexOf(slug) + 1),
      })),
      articles: cited.map((slug) => ({
        slug,
        title: content.articles.find((one) => one.slug === slug)?.title ?? slug,
      })),
    },
  })
  if (queued === null) return false
  const shownAt = ctx.now()
  await tx
    .insert(faqOffer)
    .values(cited.map((slug, position) => ({ ticketId: current.id, slug, position, shownAt })))
    .onConflictDoNothing()
  return true
}
