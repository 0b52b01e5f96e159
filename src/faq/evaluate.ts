import type { CliIo } from '../cli-io.ts'

/** One question with the articles that answer it, best first; none when the FAQ has no answer. */
export type FaqCase = { id: string; lang: string; accepted: string[] }

export type FaqPrediction = { id: string; slugs: string[]; answered: boolean; latencyMs?: number }

/** A share with its 95 % Wilson interval; `share` is NaN when nothing was counted. */
export type Rate = { hits: number; total: number; share: number; low: number; high: number }

export type FaqQuality = {
  questions: number
  /** Right article first, and among the first three, of the questions that have an answer. */
  recallAt1: Rate
  recallAt3: Rate
  /** Of the answers given to questions that have one: those where the first article is right. */
  answerPrecision: Rate
  /** Answerable questions that were passed on to staff. */
  declined: Rate
  /** Questions without an answer that got one all the same. */
  falseAnswers: Rate
}

export type FaqEvaluation = {
  all: FaqQuality
  byLanguage: Record<string, FaqQuality>
  /** 95th percentile, null when no prediction carries a latency. */
  latencyP95Ms: number | null
}

/** Wilson score interval at 95 %. */
export function wilson(hits: number, total: number): Rate {
  if (total === 0) return { hits, total, share: Number.NaN, low: 0, high: 1 }
  const z = 1.96
  const share = hits / total
  const centre = share + (z * z) / (2 * total)
  const spread = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total))
  const norm = 1 + (z * z) / total
  return {
    hits,
    total,
    share,
    low: Math.max(0, (centre - spread) / norm),
    high: Math.min(1, (centre + spread) / norm),
  }
}

/**
 * Compares predictions with labelled questions. Pure; a question without a prediction counts as declined
 * with nothing ranked. Feed it what `searchFaq` returns: `slugs` are `hits` in order, `answered` as is.
 */
export function evaluateFaq(
  cases: readonly FaqCase[],
  predictions: readonly FaqPrediction[],
): FaqEvaluation {
  const byId = new Map(predictions.map((prediction) => [prediction.id, prediction]))
  const languages = Map.groupBy(cases, (asked) => asked.lang)
  const latencies = predictions.flatMap((p) => p.latencyMs ?? []).sort((a, b) => a - b)
  return {
    all: measure(cases, byId),
    byLanguage: Object.fromEntries(
      [...languages].sort().map(([lang, asked]) => [lang, measure(asked, byId)]),
    ),
    latencyP95Ms: latencies[Math.ceil(latencies.length * 0.95) - 1] ?? null,
  }
}

function measure(cases: readonly FaqCase[], byId: ReadonlyMap<string, FaqPrediction>): FaqQuality {
  const count = { answerable: 0, first: 0, three: 0, answered: 0, right: 0, none: 0, falsely: 0 }
  for (const { id, accepted } of cases) {
    const { slugs, answered } = byId.get(id) ?? { slugs: [], answered: false }
    if (accepted.length === 0) {
      count.none += 1
      if (answered) count.falsely += 1
      continue
    }
    const first = slugs[0] !== undefined && accepted.includes(slugs[0])
    count.answerable += 1
    if (first) count.first += 1
    if (slugs.slice(0, 3).some((slug) => accepted.includes(slug))) count.three += 1
    if (answered) count.answered += 1
    if (answered && first) count.right += 1
  }
  return {
    questions: cases.length,
    recallAt1: wilson(count.first, count.answerable),
    recallAt3: wilson(count.three, count.answerable),
    answerPrecision: wilson(count.right, count.answered),
    declined: wilson(count.answerable - count.answered, count.answerable),
    falseAnswers: wilson(count.falsely, count.none),
  }
}

/** Prints the FAQ part of `kense eval`. */
export async function printFaqFigures(io: CliIo): Promise<void> {
  const { printFigures } = await import('./figures.ts')
  printFigures(io)
}
