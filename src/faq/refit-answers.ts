import { setImmediate as nextTurn } from 'node:timers/promises'
import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { setting } from '../../db/schema/catalogue.ts'
import { faqOffer } from '../../db/schema/chat.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { forgetFaq, publishedDocuments } from './current-index.ts'
import {
  fitCorrection,
  type LearnedCalibration,
  learnedCalibrationKey,
} from './learned-calibration.ts'
import { faqIndexSteps, searchFaq } from './offline-search.ts'
import { publishRoles } from './publish-article.ts'
import { loadSeedFaq } from './seed.ts'

/** The newest count: clients and articles change. */
const looked = 2000

/**
 * Fits the sureness of answers anew to what clients said of them: the shipped one was fitted to invented
 * questions. @throws DomainError `precondition` while too few have answered
 */
export async function refitAnswers(ctx: Ctx): Promise<void> {
  requireStaff(ctx, publishRoles)
  const outcomes = await outcomesOf(ctx.db)
  const correction = fitCorrection(outcomes)
  if (correction === null) {
    throw new DomainError('precondition', 'tooFewOutcomes', { n: String(outcomes.length) })
  }
  const value: LearnedCalibration = {
    correction,
    outcomes: outcomes.length,
    fittedAt: ctx.now().toISOString(),
  }
  await inTx(ctx, async (tx) => {
    const row = { value, updatedAt: ctx.now() }
    await tx
      .insert(setting)
      .values({ key: learnedCalibrationKey, ...row })
      .onConflictDoUpdate({ target: setting.key, set: row })
    await appendAudit(ctx, tx, {
      chain: 'settings',
      action: 'settings.faq_answers_refitted',
      data: { outcomes: outcomes.length },
    })
  })
  forgetFaq(ctx.db)
}

/** How sure the search was of each first answer that a client judged, without having learnt from that client. */
async function outcomesOf(db: Database): Promise<{ confidence: number; helped: boolean }[]> {
  const rows = await db
    .select({ slug: faqOffer.slug, outcome: faqOffer.outcome, subject: ticket.subject })
    .from(faqOffer)
    .innerJoin(ticket, eq(ticket.id, faqOffer.ticketId))
    .where(and(eq(faqOffer.position, 0), inArray(faqOffer.outcome, ['helped', 'not_helped'])))
    .orderBy(desc(faqOffer.answeredAt))
    .limit(looked)
  if (rows.length === 0) return []
  const { unanswerable } = loadSeedFaq()
  const steps = faqIndexSteps(await publishedDocuments(db, []), { unanswerable })
  let step = steps.next()
  while (!step.done) {
    await nextTurn()
    step = steps.next()
  }
  const index = step.value
  return rows.flatMap(({ slug, outcome, subject }) => {
    const { hits, confidence } = searchFaq(index, subject)
    return hits[0]?.slug === slug ? [{ confidence, helped: outcome === 'helped' }] : []
  })
}
