import type { SparseVector } from './features.ts'

export type LinearExample = {
  vector: SparseVector
  /** Probability of each class; several when annotators accept an alternative. */
  target: Float32Array
  weight: number
}

export type LinearOptions = {
  classes: number
  epochs: number
  rate: number
  l2: number
  /** Share of the features left out of each step, so that none is leant on alone. */
  drop: number
  seed: number
}

/** Weights by slot, then class; the bias is the last row. */
export type LinearWeights = { slots: number; classes: number; values: Float32Array }

function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Multinomial logistic regression by Adagrad with dropped features, the weights averaged over the second half of
 * the epochs; the same examples and seed give the same weights.
 */
export function trainLinear(
  examples: readonly LinearExample[],
  slots: number,
  options: LinearOptions,
): LinearWeights {
  const { classes, epochs, rate, l2, drop, seed } = options
  const values = new Float32Array((slots + 1) * classes)
  const squares = new Float32Array((slots + 1) * classes).fill(1e-4)
  const sums = new Float32Array(values.length)
  let averaged = 0
  const order = Uint32Array.from(examples.keys())
  const random = seededRandom(seed)
  const scores = new Float64Array(classes)
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1))
      const kept = order[i] ?? 0
      order[i] = order[j] ?? 0
      order[j] = kept
    }
    for (const at of order) {
      const example = examples[at]
      if (example === undefined) continue
      const seen = thin(example.vector, drop, random)
      scoreInto(scores, values, slots, classes, seen)
      softmax(scores)
      step(example, seen, scores)
    }
    if (epoch >= epochs / 2) {
      averaged += 1
      for (let at = 0; at < values.length; at += 1) sums[at] = (sums[at] ?? 0) + (values[at] ?? 0)
    }
  }
  return { slots, classes, values: sums.map((sum) => sum / averaged) }

  function step(example: LinearExample, seen: SparseVector, probabilities: Float64Array): void {
    const { indices, values: features } = seen
    for (let c = 0; c < classes; c += 1) {
      const error = ((probabilities[c] ?? 0) - (example.target[c] ?? 0)) * example.weight
      if (Math.abs(error) < 1e-4) continue
      for (let n = 0; n < indices.length; n += 1) {
        const at = (indices[n] ?? 0) * classes + c
        const gradient = error * (features[n] ?? 0) + l2 * (values[at] ?? 0)
        const square = (squares[at] ?? 0) + gradient * gradient
        squares[at] = square
        values[at] = (values[at] ?? 0) - (rate * gradient) / Math.sqrt(square)
      }
      const bias = slots * classes + c
      const square = (squares[bias] ?? 0) + error * error
      squares[bias] = square
      values[bias] = (values[bias] ?? 0) - (rate * error) / Math.sqrt(square)
    }
  }
}

/** The vector without a random share of its features, the others scaled up for them. */
function thin(vector: SparseVector, drop: number, random: () => number): SparseVector {
  if (drop === 0) return vector
  const indices = new Uint32Array(vector.indices.length)
  const values = new Float32Array(vector.indices.length)
  let kept = 0
  for (let n = 0; n < vector.indices.length; n += 1) {
    if (random() < drop) continue
    indices[kept] = vector.indices[n] ?? 0
    values[kept] = (vector.values[n] ?? 0) / (1 - drop)
    kept += 1
  }
  return { indices: indices.subarray(0, kept), values: values.subarray(0, kept) }
}

export function scoreInto(
  scores: Float64Array,
  weights: Float32Array,
  slots: number,
  classes: number,
  vector: SparseVector,
): void {
  for (let c = 0; c < classes; c += 1) scores[c] = weights[slots * classes + c] ?? 0
  for (let n = 0; n < vector.indices.length; n += 1) {
    const base = (vector.indices[n] ?? 0) * classes
    const value = vector.values[n] ?? 0
    for (let c = 0; c < classes; c += 1) {
      scores[c] = (scores[c] ?? 0) + value * (weights[base + c] ?? 0)
    }
  }
}

/** Turns scores into probabilities in place. */
export function softmax(scores: Float64Array): void {
  let top = -Infinity
  for (const score of scores) if (score > top) top = score
  let sum = 0
  for (let c = 0; c < scores.length; c += 1) {
    const value = Math.exp((scores[c] ?? 0) - top)
    scores[c] = value
    sum += value
  }
  for (let c = 0; c < scores.length; c += 1) scores[c] = (scores[c] ?? 0) / sum
}
