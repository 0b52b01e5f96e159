import type { Postings, SparseRow } from './postings.ts'

export type LinearSample = { row: SparseRow; target: number; weight: number }

/**
 * Softmax regression whose weights exist only where a class has the term: the postings of the classes,
 * with weights learned instead of counted. AdaGrad in a fixed order, so the result is always the same.
 */
export function trainLinear(
  pattern: Postings,
  samples: readonly LinearSample[],
  options: { epochs: number; rate: number; decay: number; maxSteps: number },
): Postings {
  const { start, row: classOf, rowCount } = pattern
  const weight = new Float32Array(pattern.weight.length)
  const squares = new Float32Array(weight.length)
  const scores = new Float32Array(rowCount)
  const order = shuffled(samples.length)
  let steps = 0
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    for (const at of order) {
      const sample = samples[at]
      if (!sample) continue
      if (steps > options.maxSteps) return { ...pattern, weight }
      const { ids, values } = sample.row
      scores.fill(0)
      for (let i = 0; i < ids.length; i += 1) {
        const id = ids[i] ?? 0
        const value = values[i] ?? 0
        const end = start[id + 1] ?? 0
        const from = start[id] ?? 0
        steps += end - from
        for (let e = from; e < end; e += 1) {
          const c = classOf[e] ?? 0
          scores[c] = (scores[c] ?? 0) + value * (weight[e] ?? 0)
        }
      }
      softmaxInPlace(scores)
      scores[sample.target] = (scores[sample.target] ?? 0) - 1
      for (let i = 0; i < ids.length; i += 1) {
        const id = ids[i] ?? 0
        const value = (values[i] ?? 0) * sample.weight
        const end = start[id + 1] ?? 0
        for (let e = start[id] ?? 0; e < end; e += 1) {
          const slope = scores[classOf[e] ?? 0] ?? 0
          if (slope < 0.002 && slope > -0.002) continue
          const w = weight[e] ?? 0
          const gradient = slope * value + options.decay * w
          const square = (squares[e] ?? 0) + gradient * gradient
          squares[e] = square
          weight[e] = w - (options.rate * gradient) / Math.sqrt(square + 1e-8)
        }
      }
    }
  }
  return { ...pattern, weight }
}

export function softmaxInPlace(scores: Float32Array): void {
  let max = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > max) max = score
  let sum = 0
  for (let c = 0; c < scores.length; c += 1) {
    const e = Math.exp((scores[c] ?? 0) - max)
    scores[c] = e
    sum += e
  }
  for (let c = 0; c < scores.length; c += 1) scores[c] = (scores[c] ?? 0) / sum
}

/** 0 … length-1 in an order that mixes the classes, the same on every run. */
function shuffled(length: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i)
  let state = 12345
  for (let i = length - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const j = state % (i + 1)
    const kept = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = kept
  }
  return order
}
