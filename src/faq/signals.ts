import type { ComponentScores, Ranker } from './ranker.ts'
import { termKey } from './vocabulary.ts'

/** How much each component counts in the order of the articles. */
export type Mix = { linear: number; near: number; bm25: number }

export const FEATURES = [
  'margin',
  'lead over third',
  'nearest question',
  'nearest question without an answer',
  'linear share',
  'linear share of no answer',
  'gate',
  'known words',
  'agreement',
  'coverage',
  'concepts',
  'length',
] as const

export type Signals = {
  /** Article numbers, best first. */
  order: number[]
  total: Float32Array
  features: number[]
}

/** Brings scores to mean 0 and deviation 1 over the articles, so that components can be added. */
function standardise(scores: Float32Array): Float32Array {
  let mean = 0
  for (const s of scores) mean += s
  mean /= scores.length
  let variance = 0
  for (const s of scores) variance += (s - mean) ** 2
  const scale = Math.sqrt(variance / scores.length) || 1
  return scores.map((s) => (s - mean) / scale)
}

function argMax(scores: Float32Array): number {
  let best = 0
  for (let i = 1; i < scores.length; i += 1) if ((scores[i] ?? 0) > (scores[best] ?? 0)) best = i
  return best
}

/** Orders the articles for a question and gathers what tells whether the first one can be trusted. */
export function readSignals(ranker: Ranker, scores: ComponentScores, mix: Mix): Signals {
  const linear = standardise(scores.linear)
  const near = standardise(scores.near)
  const bm25 = standardise(scores.bm25)
  const total = linear.map(
    (s, i) => mix.linear * s + mix.near * (near[i] ?? 0) + mix.bm25 * (bm25[i] ?? 0),
  )
  const order = Array.from(total.keys())
    .sort((a, b) => (total[b] ?? 0) - (total[a] ?? 0) || a - b)
    .slice(0, 10)
  const at = (rank: number): number => total[order[rank] ?? 0] ?? 0
  const top = order[0] ?? 0
  const share = shares(scores)
  const votes = [scores.linear, scores.near, scores.bm25].filter((s) => argMax(s) === top).length
  return {
    order,
    total,
    features: [
      at(0) - at(1),
      at(0) - at(2),
      scores.near[top] ?? 0,
      scores.nearNone,
      share(scores.linear[top] ?? 0),
      share(scores.linearNone),
      scores.gate,
      knownShare(ranker, scores),
      votes,
      (scores.bm25[top] ?? 0) / (1 + scores.bm25Best),
      Math.log(1 + scores.terms.concept.size),
      Math.log(1 + scores.terms.word.size),
    ],
  }
}

function shares(scores: ComponentScores): (score: number) => number {
  let max = scores.linearNone
  for (const s of scores.linear) if (s > max) max = s
  let sum = Math.exp(scores.linearNone - max)
  for (const s of scores.linear) sum += Math.exp(s - max)
  return (score) => Math.exp(score - max) / sum
}

/** Share of the question's words that any article or earlier question has. */
function knownShare(ranker: Ranker, scores: ComponentScores): number {
  let known = 0
  for (const stem of scores.terms.word.keys()) {
    if (ranker.vocabulary.idOf.has(termKey('word', stem))) known += 1
  }
  return scores.terms.word.size === 0 ? 0 : known / scores.terms.word.size
}
