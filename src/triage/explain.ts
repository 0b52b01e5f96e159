import { foldLetters } from '../text/kazakh.ts'
import { restoreScript } from '../text/script.ts'
import { stemWord } from '../text/tokens.ts'
import type { Reading, SparseVector } from './features.ts'
import { slotCount } from './features.ts'
import { hashText } from './hashing.ts'
import { type Model, weightAt } from './model-file.ts'
import type { Evidence, Intent } from './types.ts'

const shown = 3

/** The client's own words that spoke most for the chosen intent. */
export function explainIntent(
  model: Model,
  vector: SparseVector,
  reading: Reading,
  intent: Intent,
): Evidence[] {
  const head = model.meta.heads.find((h) => h.name === 'intent')
  const at = head?.classes.indexOf(intent) ?? -1
  if (head === undefined || at < 0) return []
  const amounts = new Map<number, number>()
  for (const [n, slot] of vector.indices.entries()) amounts.set(slot, vector.values[n] ?? 0)
  const words = new Map<string, number>()
  for (const raw of new Set(reading.body.match(/\p{L}{3,}/gu))) {
    const stem = stemWord(foldLetters(restoreScript(raw)), reading.lang)
    const slot = hashText(`w|${stem}`) & (slotCount - 1)
    const row = model.rowOf[slot] ?? -1
    if (row < 0) continue
    const weight = weightAt(model, row, head.column + at)
    const contribution = weight * (amounts.get(slot) ?? 0)
    if (contribution > 0.05) words.set(raw, contribution)
  }
  return [...words]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, shown)
    .map(([span, weight]) => ({
      field: 'intent',
      rule: 'words',
      span,
      weight: Math.round(weight * 100) / 100,
    }))
}
