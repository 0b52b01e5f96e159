import type { SparseRow } from './postings.ts'
import type { Field, TextTerms } from './terms.ts'

export const FIELDS: readonly Field[] = ['word', 'pair', 'concept', 'chars']

export type FieldWeights = Record<Field, number>

/** Numbers for terms, one row of numbers over all fields. */
export type Vocabulary = { idOf: Map<string, number>; fieldOf: Field[] }

/** Counted terms of one text by id, ascending. */
export type CountedRow = { ids: Uint32Array; counts: Float32Array }

const mark: Record<Field, string> = { word: 'w', pair: 'p', concept: 'c', chars: 'g' }

export const termKey = (field: Field, term: string): string => mark[field] + term

/** Looks the terms up; with `grow` unknown ones get numbers, without it they are left out. */
export function numberTerms(vocabulary: Vocabulary, terms: TextTerms, grow: boolean): CountedRow {
  const pairs: [number, number][] = []
  for (const field of FIELDS) {
    for (const [term, times] of terms[field]) {
      const key = termKey(field, term)
      let id = vocabulary.idOf.get(key)
      if (id === undefined) {
        if (!grow) continue
        id = vocabulary.fieldOf.length
        vocabulary.idOf.set(key, id)
        vocabulary.fieldOf.push(field)
      }
      pairs.push([id, times])
    }
  }
  pairs.sort((a, b) => a[0] - b[0])
  return {
    ids: Uint32Array.from(pairs, (pair) => pair[0]),
    counts: Float32Array.from(pairs, (pair) => pair[1]),
  }
}

/**
 * tf-idf where every field is brought to its own length first, so that the many word pieces of a long
 * text do not drown its few concepts; the whole row has length 1.
 */
export function weighRow(
  row: CountedRow,
  fieldOf: readonly Field[],
  idf: Float32Array,
  weights: FieldWeights,
): SparseRow {
  const norm: Record<Field, number> = { word: 0, pair: 0, concept: 0, chars: 0 }
  const values = new Float32Array(row.ids.length)
  row.ids.forEach((id, i) => {
    const value = (1 + Math.log(row.counts[i] ?? 1)) * (idf[id] ?? 0)
    values[i] = value
    const field = fieldOf[id]
    if (field) norm[field] += value * value
  })
  let total = 0
  for (const field of FIELDS) if (norm[field] > 0) total += weights[field] ** 2
  const length = Math.sqrt(total) || 1
  row.ids.forEach((id, i) => {
    const field = fieldOf[id]
    if (!field) return
    values[i] = ((values[i] ?? 0) * weights[field]) / (Math.sqrt(norm[field]) || 1) / length
  })
  return { ids: row.ids, values }
}

/** Smoothed inverse frequency of each term over `rowCount` rows. */
export function inverseFrequency(rows: readonly CountedRow[], termCount: number): Float32Array {
  const df = new Float32Array(termCount)
  for (const { ids } of rows) for (const id of ids) df[id] = (df[id] ?? 0) + 1
  return df.map((n) => Math.log((rows.length + 1) / (n + 0.5)))
}
