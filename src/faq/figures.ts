import type { CliIo } from '../cli-io.ts'
import { evaluateFaq, type FaqEvaluation, type FaqQuality, type Rate } from './evaluate.ts'
import { buildFaqIndex, searchFaq } from './offline-search.ts'
import { loadSeedArticles, loadTrainingQuestions, withAliases } from './seed.ts'

type Question = ReturnType<typeof loadTrainingQuestions>[number]

/** Questions of one group of authors, none of which the other wrote: what each says about the other. */
const FIRST_AUTHORS = 'questions-1.jsonl'

const show = ({ share, low, high }: Rate): string =>
  Number.isNaN(share)
    ? '-'
    : `${(100 * share).toFixed(1)} % [${(100 * low).toFixed(0)}-${(100 * high).toFixed(0)}]`

function line(name: string, q: FaqQuality): string {
  return `  ${name.padEnd(6)} ${String(q.questions).padStart(5)}  recall@1 ${show(q.recallAt1)}  recall@3 ${show(q.recallAt3)}  right ${show(q.answerPrecision)}  declined ${show(q.declined)}  false ${show(q.falseAnswers)}`
}

function measure(known: readonly Question[], asked: readonly Question[]): FaqEvaluation {
  const { documents, unanswerable } = withAliases(loadSeedArticles(), known)
  const index = buildFaqIndex(documents, { unanswerable })
  return evaluateFaq(
    asked.map((question, i) => ({ id: `${i}`, lang: question.lang, accepted: question.accepted })),
    asked.map((question, i) => {
      const start = performance.now()
      const { hits, answered } = searchFaq(index, question.text)
      const latencyMs = performance.now() - start
      return { id: `${i}`, slugs: hits.map((hit) => hit.slug), answered, latencyMs }
    }),
  )
}

/**
 * Prints how well authors whose questions the search has not seen are answered, in both directions. The
 * refusal was fitted on all authors together and the glossary was widened in sight of these questions, so
 * the figures flatter a little.
 */
export function printFigures(io: CliIo): void {
  const questions = loadTrainingQuestions()
  const first = questions.filter((question) => question.source === FIRST_AUTHORS)
  const others = questions.filter((question) => question.source !== FIRST_AUTHORS)
  for (const [known, asked, title] of [
    [
      others,
      first,
      'FAQ offline, authors 1 and 2 asked, searched with the questions of the others',
    ],
    [first, others, 'FAQ offline, the other authors asked, searched with authors 1 and 2'],
  ] as const) {
    const { all, byLanguage, latencyP95Ms } = measure(known, asked)
    io.out(`${title}: ${known.length} known`)
    io.out(line('all', all))
    for (const [lang, quality] of Object.entries(byLanguage)) io.out(line(lang, quality))
    io.out(`  time a question: p95 ${latencyP95Ms?.toFixed(2) ?? '-'} ms`)
  }
}
