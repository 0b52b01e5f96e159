import { readFileSync, writeFileSync } from 'node:fs'
import { evaluateFaq, type FaqCase, type Rate } from './evaluate.ts'
import { fitLogistic, type LogisticSample, predict } from './logistic.ts'
import { buildFaqIndex, type FaqCalibration } from './offline-search.ts'
import { scoreComponents } from './ranker.ts'
import { loadSeedArticles, loadTrainingQuestions, withAliases } from './seed.ts'
import { FEATURES, type Mix, readSignals } from './signals.ts'

/**
 * Fits the calibration: every fold of the example questions is searched with the others as aliases, and
 * a logistic regression learns when the first article was right. Writes training/model.json.
 */
const FOLDS = 5
const mix: Mix = { bm25: 4, near: 1 }

const glossary = JSON.parse(
  readFileSync(new URL('./training/glossary.json', import.meta.url), 'utf8'),
)
const articles = loadSeedArticles()
const questions = loadTrainingQuestions()
type Outcome = { case: FaqCase; slugs: string[]; features: number[]; right: boolean }
const outcomes: Outcome[] = []

for (let fold = 0; fold < FOLDS; fold += 1) {
  const held = (i: number): boolean => ((i * 7919) % 10007) % FOLDS === fold
  const { documents, unanswerable } = withAliases(
    articles,
    questions.filter((_, i) => !held(i)),
  )
  const { ranker } = buildFaqIndex(documents, { unanswerable, glossary })
  questions.forEach((question, i) => {
    if (!held(i)) return
    const { order, features } = readSignals(ranker, scoreComponents(ranker, question.text), mix)
    const slugs = order.map((article) => ranker.slugs[article] ?? '')
    outcomes.push({
      case: { id: String(i), lang: question.lang, accepted: question.accepted },
      slugs,
      features,
      right: question.accepted.includes(slugs[0] ?? ''),
    })
  })
}

const samples: LogisticSample[] = outcomes.map(({ features, right }) => ({
  features,
  label: right ? 1 : 0,
  weight: 1,
}))
const confidence = fitLogistic(samples)
/** Above 0.92 right with room for questions unlike these, and well below 0.3 declined on other authors. */
const threshold = 0.7
const calibration: FaqCalibration = { version: `2.${questions.length}`, mix, confidence, threshold }
writeFileSync(
  new URL('./training/model.json', import.meta.url),
  `${JSON.stringify(calibration, (_, v) => (typeof v === 'number' ? Number(v.toFixed(5)) : v), 1)}\n`,
)

FEATURES.forEach((name, i) => {
  process.stdout.write(`${(confidence.weights[i] ?? 0).toFixed(2).padStart(6)}  ${name}\n`)
})
for (const at of [0.4, 0.5, 0.6, 0.7, 0.8]) {
  const { all } = evaluateFaq(
    outcomes.map((o) => o.case),
    outcomes.map((o) => ({
      id: o.case.id,
      slugs: o.slugs,
      answered: predict(confidence, o.features) >= at,
    })),
  )
  const show = (rate: Rate): string => `${(100 * rate.share).toFixed(1)} %`
  process.stdout.write(
    `threshold ${at}: recall@1 ${show(all.recallAt1)} recall@3 ${show(all.recallAt3)} right ${show(all.answerPrecision)} declined ${show(all.declined)} false ${show(all.falseAnswers)}\n`,
  )
}
