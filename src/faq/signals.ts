import type { ComponentScores, Ranker } from './ranker.ts'

/** How much each component counts in the order of the articles. */
export type Mix = { bm25: number; near: number }

/** What the numbers of `Signals.features` mean, in their order. */
export const FEATURES = [
  'lead over the second article',
  'lead over the third article',
  'score of the first article above the field',
  'likeness to the questions of the first article',
  'likeness to the closest question without an answer',
  'difference of the two',
  'log odds of having an answer',
  'share of known words',
  'both components agree',
  'share of the best possible score',
  'number of concepts',
  'length',
] as const

export type Signals = {
  /** Article numbers, best first, at most ten. */
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

/** The ten highest, ties by number; one pass, so that thousands of articles cost no sort. */
function topTen(total: Float32Array): number[] {
  const top: number[] = []
  for (let i = 0; i < total.length; i += 1) {
    const score = total[i] ?? 0
    if (top.length === 10 && score <= (total[top[9] ?? 0] ?? 0)) continue
    let at = top.length
    while (at > 0 && score > (total[top[at - 1] ?? 0] ?? 0)) at -= 1
    top.splice(at, 0, i)
    if (top.length > 10) top.pop()
  }
  return top
}

/** Orders the articles for a question and gathers what tells whether the first one can be trusted. */
export function readSignals(ranker: Ranker, scores: ComponentScores, mix: Mix): Signals {
  const near = standardise(scores.near)
  const total = standardise(scores.bm25).map((s, i) => mix.bm25 * s + mix.near * (near[i] ?? 0))
  const order = topTen(total)
  const at = (rank: number): number => total[order[rank] ?? order[0] ?? 0] ?? 0
  const first = order[0] ?? 0
  const likeness = scores.near[first] ?? 0
  const stems = new Set(scores.question.tokens.map((token) => token.stem))
  return {
    order,
    total,
    features: [
      at(0) - at(1),
      at(0) - at(2),
      at(0),
      likeness,
      scores.nearNone,
      likeness - scores.nearNone,
      scores.gate,
      knownShare(ranker, stems),
      argMax(scores.bm25) === argMax(scores.near) ? 1 : 0,
      (scores.bm25[first] ?? 0) / (1 + scores.bm25Best),
      Math.log(1 + scores.question.concepts),
      Math.log(1 + stems.size),
    ],
  }
}

/** Share of the question's words that any article or earlier question has. */
function knownShare(ranker: Ranker, stems: ReadonlySet<string>): number {
  let known = 0
  for (const stem of stems) if (ranker.lexicon.stems.has(stem)) known += 1
  return stems.size === 0 ? 0 : known / stems.size
}
