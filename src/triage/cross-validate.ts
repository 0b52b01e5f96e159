import type { Answered } from './evaluate.ts'
import type { Model } from './model-file.ts'
import { readRows, type TrainingRow, trainModel } from './model-trainer.ts'
import { classify } from './offline.ts'
import type { LabelledSet } from './training-data.ts'

/** Answers each row with a model that never saw it. */
export function answerRows(model: Model, rows: readonly TrainingRow[]): Answered[] {
  return rows.map(({ message, reading }) => ({
    message,
    result: classify(model, reading, {
      text: message.text,
      channel: message.channel ?? 'telegram',
    }),
  }))
}

/** For each set named in `tested`: trains on all the other authors, answers that one. */
export function crossValidate(
  sets: readonly LabelledSet[],
  tested: readonly string[],
): { name: string; answered: Answered[] }[] {
  const rows = new Map(sets.map((set) => [set.name, readRows([set])]))
  return tested.map((name) => {
    const rest = [...rows].flatMap(([other, some]) => (other === name ? [] : some))
    return { name, answered: answerRows(trainModel(rest), rows.get(name) ?? []) }
  })
}
