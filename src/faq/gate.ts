import type { SparseRow } from './postings.ts'

export type GateSample = { row: SparseRow; answerable: boolean; weight: number }

const EPOCHS = 5
const RATE = 0.25

/** Term weights of a linear model; the sum over a question tells whether any article answers it. */
export type Gate = Float32Array

/**
 * Learns to tell questions that have an article from those that have none. Logistic loss, AdaGrad in a
 * fixed order, both sides weighing the same in sum, so the result is always the same.
 */
export function trainGate(samples: readonly GateSample[], termCount: number): Gate {
  const gate = new Float32Array(termCount)
  const squares = new Float32Array(termCount).fill(1e-6)
  const total = { yes: 0, no: 0 }
  for (const { answerable, weight } of samples) total[answerable ? 'yes' : 'no'] += weight
  if (total.yes === 0 || total.no === 0) return gate
  const balance = Math.sqrt(total.yes / total.no)
  const order = mixedOrder(samples.length)
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (const at of order) {
      const sample = samples[at]
      if (!sample) continue
      const { ids, values } = sample.row
      const chance = 1 / (1 + Math.exp(-gateScore(gate, sample.row)))
      const error = (chance - (sample.answerable ? 1 : 0)) * sample.weight
      const slope = sample.answerable ? error : error * balance
      for (let i = 0; i < ids.length; i += 1) {
        const id = ids[i] ?? 0
        const gradient = slope * (values[i] ?? 0)
        const square = (squares[id] ?? 0) + gradient * gradient
        squares[id] = square
        gate[id] = (gate[id] ?? 0) - (RATE * gradient) / Math.sqrt(square)
      }
    }
  }
  return gate
}

/** Log odds that some article answers the text. */
export function gateScore(gate: Gate, row: SparseRow): number {
  let sum = 0
  for (let i = 0; i < row.ids.length; i += 1)
    sum += (gate[row.ids[i] ?? 0] ?? 0) * (row.values[i] ?? 0)
  return sum
}

/** 0 … length-1 in an order that mixes the sides, the same on every run. */
function mixedOrder(length: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i)
  let state = 12345
  for (let i = length - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const j = (state >>> 8) % (i + 1)
    const kept = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = kept
  }
  return order
}
