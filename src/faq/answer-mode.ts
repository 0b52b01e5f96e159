import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '../../db/client.ts'
import { setting } from '../../db/schema/catalogue.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff } from '../context.ts'
import { publishRoles } from './publish-article.ts'

/** What becomes of an answer that a model writes from the articles: nothing, a draft for staff, a reply. */
export const answerModes = ['off', 'draft', 'reply'] as const
export type AnswerMode = (typeof answerModes)[number]

const key = 'faqAnswers'
const Stored = z.object({ mode: z.enum(answerModes) })

export async function answerMode(db: Pick<Database | Transaction, 'select'>): Promise<AnswerMode> {
  const [row] = await db.select().from(setting).where(eq(setting.key, key))
  const stored = Stored.safeParse(row?.value)
  return stored.success ? stored.data.mode : 'draft'
}

export const SetAnswerModeInput = Stored
export type SetAnswerModeInput = z.infer<typeof SetAnswerModeInput>

/** Who may publish an article may also let a machine speak from it. */
export async function setAnswerMode(ctx: Ctx, input: SetAnswerModeInput): Promise<void> {
  requireStaff(ctx, publishRoles)
  const value = SetAnswerModeInput.parse(input)
  await inTx(ctx, async (tx) => {
    const row = { value, updatedAt: ctx.now() }
    await tx
      .insert(setting)
      .values({ key, ...row })
      .onConflictDoUpdate({ target: setting.key, set: row })
    await appendAudit(ctx, tx, {
      chain: 'settings',
      action: 'settings.faq_answers_changed',
      data: value,
    })
  })
}
