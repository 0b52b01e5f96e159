import type { CliIo } from '../cli-io.ts'
import { overlapping } from '../text/overlap.ts'
import {
  evaluateFaq,
  type FaqCase,
  type FaqPrediction,
  type FaqQuality,
  type Rate,
} from './evaluate.ts'
import { buildFaqIndex, searchFaq } from './offline-search.ts'
import { loadSeedArticles, loadTrainingQuestions, withAliases } from './seed.ts'

type Question = ReturnType<typeof loadTrainingQuestions>[number]

const show = ({ share, low, high }: Rate): string =>
  Number.isNaN(share)
    ? '-'
    : `${(100 * share).toFixed(1)} % [${(100 * low).toFixed(0)}-${(100 * high).toFixed(0)}]`

function line(name: string, q: FaqQuality): string {
  return `  ${name.padEnd(16)} ${String(q.questions).padStart(5)}  recall@1 ${show(q.recallAt1)}  recall@3 ${show(q.recallAt3)}  right ${show(q.answerPrecision)}  declined ${show(q.declined)}  false ${show(q.falseAnswers)}`
}

type Asked = { cases: FaqCase[]; predictions: FaqPrediction[]; overlaps: boolean[] }

/** Asks the questions of one group of a search that knows those of all the others. */
function ask(known: readonly Question[], asked: readonly Question[], source: string): Asked {
  const { documents, unanswerable } = withAliases(loadSeedArticles(), known)
  const index = buildFaqIndex(documents, { unanswerable })
  const idOf = (i: number): string => `${source} ${i}`
  return {
    cases: asked.map(({ lang, accepted }, i) => ({ id: idOf(i), lang, accepted })),
    predictions: asked.map(({ text }, i) => {
      const start = performance.now()
      const { hits, answered } = searchFaq(index, text)
      const latencyMs = performance.now() - start
      return { id: idOf(i), slugs: hits.map((hit) => hit.slug), answered, latencyMs }
    }),
    overlaps: overlapping(
      asked.map(({ text }) => text),
      known.map(({ text }) => text),
    ),
  }
}

/**
 * Prints how well each group of questions is answered by a search that has not seen it, how many of them overlap
 * with what the search knows, and the figures without those. The refusal was fitted on all groups together and
 * the glossary was widened in sight of them, so the figures flatter a little.
 */
export function printFigures(io: CliIo): void {
  const questions = loadTrainingQuestions()
  const groups = [...Map.groupBy(questions, ({ source }) => source)]
  const all: Asked = { cases: [], predictions: [], overlaps: [] }
  io.out('FAQ offline, each group of questions asked of a search that knows the others')
  for (const [source, asked] of groups) {
    const found = ask(
      questions.filter((question) => question.source !== source),
      asked,
      source,
    )
    io.out(line(source, evaluateFaq(found.cases, found.predictions).all))
    all.cases.push(...found.cases)
    all.predictions.push(...found.predictions)
    all.overlaps.push(...found.overlaps)
  }
  const whole = evaluateFaq(all.cases, all.predictions)
  io.out(line('all', whole.all))
  for (const [lang, quality] of Object.entries(whole.byLanguage)) io.out(line(lang, quality))
  const fresh = all.cases.filter((_, i) => !all.overlaps[i])
  io.out(line('no overlap', evaluateFaq(fresh, all.predictions).all))
  io.out(
    `  overlap: ${all.cases.length - fresh.length} of ${all.cases.length} questions stand nearly so in another group`,
  )
  io.out(`  time a question: p95 ${whole.latencyP95Ms?.toFixed(2) ?? '-'} ms`)
}
