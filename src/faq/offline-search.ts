import type { FaqDocument } from './documents.ts'
import { compileGlossary, type Glossary } from './glossary.ts'
import { type Logistic, predict } from './logistic.ts'
import { type ComponentScores, type Ranker, rankerSteps, scoreComponents } from './ranker.ts'
import { type Mix, readSignals } from './signals.ts'
import glossaryData from './training/glossary.json' with { type: 'json' }
import modelData from './training/model.json' with { type: 'json' }

export type { FaqDocument } from './documents.ts'

/** What `src/faq/train.ts` fits: how the components are mixed and when the first article may be sent. */
export type FaqCalibration = {
  version: string
  mix: Mix
  confidence: Logistic
  /** An answer is given when the confidence reaches this, 0 to 1. */
  threshold: number
}

/** Opaque: made by `buildFaqIndex`, read by `searchFaq`. */
export type FaqIndex = { ranker: Ranker; calibration: FaqCalibration; learned: Logistic | null }

type FaqHit = {
  slug: string
  /** Comparable within one answer only. */
  score: number
  /** Estimated chance that this article answers the question, 0 to 1. */
  confidence: number
}

type FaqEvidence = { term: string; slug: string; weight: number }

export type FaqAnswer = {
  /** Best first, at most 10. */
  hits: FaqHit[]
  /** Whether the first article may be sent to the client without staff looking. */
  answered: boolean
  confidence: number
  engine: string
  version: string
  /** Words of the question that speak for the first article, strongest first. */
  evidence: FaqEvidence[]
}

export type FaqIndexOptions = {
  glossary?: Glossary
  calibration?: FaqCalibration
  /** Questions known to have no answer among the articles. */
  unanswerable?: string[]
  /** Corrects the confidence by what clients confirmed (`refitAnswers`). */
  learned?: Logistic | null
}

const FAQ_ENGINE = 'offline'

/** Builds the search over the given articles. Pure; aliases confirmed since belong in `documents`. */
export function buildFaqIndex(documents: FaqDocument[], options: FaqIndexOptions = {}): FaqIndex {
  const steps = faqIndexSteps(documents, options)
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

/** The same with pauses: a server that builds while it serves does other work at each `yield`. */
export function* faqIndexSteps(
  documents: FaqDocument[],
  options: FaqIndexOptions = {},
): Generator<undefined, FaqIndex, undefined> {
  const findConcepts = compileGlossary(options.glossary ?? glossaryData)
  return {
    ranker: yield* rankerSteps(documents, options.unanswerable ?? [], findConcepts),
    calibration: options.calibration ?? modelData,
    learned: options.learned ?? null,
  }
}

/** Bounded, so that a sure confidence does not become infinite. */
export function logOdds(confidence: number): number {
  const p = Math.min(0.999, Math.max(0.001, confidence))
  return Math.log(p / (1 - p))
}

/** Ranks the articles for a question in any language and says whether the first may be sent. Pure. */
export function searchFaq(index: FaqIndex, question: string): FaqAnswer {
  const { ranker, calibration } = index
  const answer = { engine: FAQ_ENGINE, version: calibration.version }
  const scores = scoreComponents(ranker, question)
  if (scores.row.ids.length === 0 || ranker.slugs.length === 0) {
    return { ...answer, hits: [], answered: false, confidence: 0, evidence: [] }
  }
  const { order, total, features } = readSignals(ranker, scores, calibration.mix)
  const shipped = predict(calibration.confidence, features)
  const confidence = index.learned ? predict(index.learned, [logOdds(shipped)]) : shipped
  const top = order[0] ?? 0
  const best = total[top] ?? 0
  const hits = order.map((article) => {
    const score = total[article] ?? 0
    return {
      slug: ranker.slugs[article] ?? '',
      score,
      confidence: confidence * Math.exp(score - best),
    }
  })
  return {
    ...answer,
    hits,
    answered: confidence >= calibration.threshold,
    confidence,
    evidence: explain(ranker, scores, top),
  }
}

/** The words of the question that weigh most for one article, as the client wrote them. */
function explain(ranker: Ranker, scores: ComponentScores, article: number): FaqEvidence[] {
  const { start, row, weight } = ranker.bm25
  const slug = ranker.slugs[article] ?? ''
  const found: FaqEvidence[] = []
  const seen = new Set<number>()
  for (const { stem, raw } of scores.question.tokens) {
    const id = ranker.lexicon.stems.get(stem)
    if (id === undefined || seen.has(id)) continue
    seen.add(id)
    for (let at = start[id] ?? 0; at < (start[id + 1] ?? 0); at += 1) {
      if (row[at] === article) found.push({ term: raw, slug, weight: weight[at] ?? 0 })
    }
  }
  return found.sort((a, b) => b.weight - a.weight).slice(0, 5)
}
