import { fitIdf, type Reading, readMessage, slotCount, toVector } from './features.ts'
import { type LinearExample, trainLinear } from './linear-trainer.ts'
import { type Head, type Model, packModel } from './model-file.ts'
import type { LabelledMessage, LabelledSet } from './training-data.ts'
import { complexities, intents, priorities } from './types.ts'

export const modelVersion = '3'

const altShare = 0.25
const minDocuments = 2
const impactPriorities = ['critical', 'high', 'medium', 'low'] as const

export type TrainingRow = {
  message: LabelledMessage
  reading: Reading
  weight: number
  partial: boolean
}

type HeadPlan = {
  name: string
  classes: readonly string[]
  rows: (row: TrainingRow) => boolean
  labels: (message: LabelledMessage) => (string | undefined)[]
  weight?: (row: TrainingRow) => number
  balance?: number
}

const flagHead = (
  name: 'insult' | 'needs_info' | 'out_of_scope' | 'mass_hint' | 'wants_human' | 'multi_problem',
): HeadPlan => ({
  name,
  classes: ['no', 'yes'],
  rows: (row) => !row.partial || (name === 'insult' && row.message.flags.insult !== undefined),
  balance: 0.5,
  labels: ({ flags }) => {
    const value = flags[name]
    return [value === true || (typeof value === 'number' && value > 1) ? 'yes' : 'no']
  },
})

const plans: HeadPlan[] = [
  {
    name: 'intent',
    classes: intents,
    rows: () => true,
    labels: (m) => [m.intent, m.intent_alt],
  },
  {
    name: 'priority',
    classes: priorities,
    rows: () => true,
    labels: (m) => [m.priority, m.priority_alt],
  },
  {
    name: 'incident_priority',
    classes: impactPriorities,
    rows: ({ message }) => message.intent === 'incident' && message.priority !== 'suggestion',
    labels: (m) => [m.priority, m.priority_alt],
  },
  {
    name: 'resume_priority',
    classes: impactPriorities,
    rows: ({ message }) => message.intent === 'resume_access',
    labels: (m) => [m.priority, m.priority_alt],
  },
  {
    name: 'complexity',
    classes: complexities,
    rows: () => true,
    labels: (m) => [m.complexity, m.complexity_alt],
    weight: (row) => (row.partial ? row.weight * 0.5 : row.weight),
  },
  flagHead('insult'),
  flagHead('needs_info'),
  flagHead('out_of_scope'),
  flagHead('mass_hint'),
  flagHead('wants_human'),
  flagHead('multi_problem'),
]

/** Reads the messages once; the result serves every fold of a cross-validation. */
export function readRows(sets: readonly LabelledSet[]): TrainingRow[] {
  return sets.flatMap((set) =>
    set.messages.map((message) => ({
      message,
      reading: readMessage({
        text: message.text,
        channel: message.channel ?? (message.text.length > 200 ? 'email' : 'telegram'),
      }),
      weight: set.partial ? 0.7 : 1,
      partial: set.partial,
    })),
  )
}

function softTarget(
  classes: readonly string[],
  labels: readonly (string | undefined)[],
): Float32Array {
  const [gold, ...rest] = labels
  const alternatives = rest.filter(
    (label): label is string => label !== undefined && label !== gold && classes.includes(label),
  )
  const target = new Float32Array(classes.length)
  target[classes.indexOf(gold ?? '')] = alternatives.length > 0 ? 1 - altShare : 1
  for (const label of alternatives) target[classes.indexOf(label)] = altShare / alternatives.length
  return target
}

/** Gives rare classes the say of frequent ones; `power` 0 leaves the weights alone, 1 evens them out. */
function balanceClasses(examples: LinearExample[], power: number): LinearExample[] {
  const sums = new Float64Array(examples[0]?.target.length ?? 0)
  for (const { target, weight } of examples) {
    for (const [c, part] of target.entries()) sums[c] = (sums[c] ?? 0) + part * weight
  }
  const even = sums.reduce((a, b) => a + b, 0) / sums.length
  const factors = Array.from(sums, (sum) => (even / Math.max(1, sum)) ** power)
  return examples.map((example) => {
    let factor = 0
    for (const [c, part] of example.target.entries()) factor += part * (factors[c] ?? 1)
    return { ...example, weight: example.weight * factor }
  })
}

export type TrainingOptions = {
  epochs: number
  rate: number
  l2: number
  drop: number
  seed: number
}

export const defaultOptions: TrainingOptions = {
  epochs: 20,
  rate: 0.3,
  l2: 1e-5,
  drop: 0.3,
  seed: 7,
}

/** Trains every head; deterministic for the same rows in the same order. */
export function trainModel(rows: readonly TrainingRow[], options = defaultOptions): Model {
  const idf = fitIdf(
    rows.map((row) => row.reading),
    minDocuments,
  )
  const vectors = rows.map((row) => toVector(row.reading, idf))
  const active = [...idf.keys()].filter((slot) => (idf[slot] ?? 0) > 0)
  const rowOf = new Int32Array(slotCount).fill(-1)
  active.forEach((slot, row) => {
    rowOf[slot] = row
  })
  const heads: Head[] = []
  const trained = plans.map((plan) => {
    const column = heads.reduce((sum, head) => sum + head.classes.length, 0)
    heads.push({ name: plan.name, classes: [...plan.classes], column, temperature: 1 })
    const examples = balanceClasses(
      rows.flatMap((row, at): LinearExample[] => {
        const vector = vectors[at]
        if (!plan.rows(row) || vector === undefined) return []
        const target = softTarget(plan.classes, plan.labels(row.message))
        return [{ vector, target, weight: plan.weight?.(row) ?? row.weight }]
      }),
      plan.balance ?? 1,
    )
    return trainLinear(examples, slotCount, { ...options, classes: plan.classes.length })
  })
  const columns = heads.reduce((sum, head) => sum + head.classes.length, 0)
  const weights = new Float32Array(active.length * columns)
  const bias: number[] = []
  const scales = Array.from({ length: columns }, () => 0)
  heads.forEach((head, h) => {
    const linear = trained[h]
    if (linear === undefined) return
    head.classes.forEach((_, c) => {
      const column = head.column + c
      bias[column] = linear.values[slotCount * linear.classes + c] ?? 0
      active.forEach((slot, row) => {
        const value = linear.values[slot * linear.classes + c] ?? 0
        weights[row * columns + column] = value
        scales[column] = Math.max(scales[column] ?? 0, Math.abs(value))
      })
    })
  })
  const meta = {
    version: modelVersion,
    rows: active.length,
    columns,
    heads,
    scales,
    bias,
    thresholds: {},
  }
  return packModel(meta, idf, rowOf, weights)
}
