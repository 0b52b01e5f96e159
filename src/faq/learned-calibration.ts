import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '../../db/client.ts'
import { setting } from '../../db/schema/catalogue.ts'
import { fitLogistic, type Logistic } from './logistic.ts'
import { logOdds } from './offline-search.ts'

export const learnedCalibrationKey = 'faqCalibration'

const numbers = z.array(z.number())

export const LearnedCalibration = z.object({
  /** Over the log odds of the shipped confidence. */
  correction: z.object({ bias: z.number(), weights: numbers, mean: numbers, scale: numbers }),
  /** Answers of clients it rests on. */
  outcomes: z.number().int(),
  fittedAt: z.iso.datetime(),
})
export type LearnedCalibration = z.infer<typeof LearnedCalibration>

/** What clients' own answers taught; null while the figures are those of invented questions. */
export async function learnedCalibration(db: Database): Promise<LearnedCalibration | null> {
  const [row] = await db.select().from(setting).where(eq(setting.key, learnedCalibrationKey))
  const stored = LearnedCalibration.safeParse(row?.value)
  return stored.success ? stored.data : null
}

/** Below these the answers of clients say nothing yet. */
const needed = { all: 60, each: 10 }

/** A correction of the confidence by what helped and what did not; null while that is too little. Pure. */
export function fitCorrection(
  outcomes: readonly { confidence: number; helped: boolean }[],
): Logistic | null {
  const helped = outcomes.filter((one) => one.helped).length
  const enough =
    outcomes.length >= needed.all && Math.min(helped, outcomes.length - helped) >= needed.each
  if (!enough) return null
  return fitLogistic(
    outcomes.map((one) => ({
      features: [logOdds(one.confidence)],
      label: one.helped ? 1 : 0,
      weight: 1,
    })),
  )
}
