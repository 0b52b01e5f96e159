import { type CountedRow, FIELD_COUNT } from './lexicon.ts'
import type { SparseRow } from './postings.ts'

/** Shares of stems, pairs, concepts and word pieces in the likeness of two texts. */
const fieldShare = Float64Array.of(0.7, 0.3, 1, 0.7)

/** Smoothed inverse frequency of each term over the rows. */
export function inverseFrequency(rows: readonly CountedRow[], termCount: number): Float32Array {
  const df = new Float32Array(termCount)
  for (const { ids } of rows) for (const id of ids) df[id] = (df[id] ?? 0) + 1
  return df.map((n) => Math.log((rows.length + 1) / (n + 0.5)))
}

/**
 * tf-idf where every field is brought to its own length first, so that the many word pieces of a long
 * text do not drown its few concepts. The whole row has length 1: dot products are cosines.
 */
export function weighRow(
  { ids, counts }: CountedRow,
  fieldOf: readonly number[],
  idf: Float32Array,
): SparseRow {
  const norm = new Float64Array(FIELD_COUNT)
  const values = new Float32Array(ids.length)
  for (let i = 0; i < ids.length; i += 1) {
    const id = ids[i] ?? 0
    const times = counts[i] ?? 1
    const value = (times === 1 ? 1 : 1 + Math.log(times)) * (idf[id] ?? 0)
    const field = fieldOf[id] ?? 0
    values[i] = value
    norm[field] = (norm[field] ?? 0) + value * value
  }
  let total = 0
  const factor = norm.map((square, field) => {
    if (square === 0) return 0
    total += (fieldShare[field] ?? 0) ** 2
    return (fieldShare[field] ?? 0) / Math.sqrt(square)
  })
  const length = Math.sqrt(total) || 1
  for (let i = 0; i < ids.length; i += 1) {
    values[i] = ((values[i] ?? 0) * (factor[fieldOf[ids[i] ?? 0] ?? 0] ?? 0)) / length
  }
  return { ids, values }
}
