import type { Postings, SparseRow } from './postings.ts'
import type { CountedRow, Vocabulary } from './vocabulary.ts'

/** One text that belongs to an article; `none` is a question known to have no answer. */
export type ArticleText = {
  row: CountedRow
  owner: number
  kind: 'title' | 'keyword' | 'answer' | 'alias' | 'none'
}

const K1 = 2.5
const B = 0.6
/** Word pieces are many and alike: each must count little for all of them together to count right. */
const share = { word: 1, pair: 0.4, concept: 1, chars: 0.12 }
const timesCounted = { title: 1, keyword: 1, answer: 0.5, alias: 1, none: 0 }

/** Adds up the terms of all texts of each article. */
export function mergeTexts(texts: readonly ArticleText[], articles: number): CountedRow[] {
  const merged = Array.from({ length: articles }, () => new Map<number, number>())
  for (const { row, owner, kind } of texts) {
    const into = merged[owner]
    const times = timesCounted[kind]
    row.ids.forEach((id, i) => {
      into?.set(id, (into.get(id) ?? 0) + times * (row.counts[i] ?? 0))
    })
  }
  return merged.map((map) => {
    const ids = Uint32Array.from(map.keys()).sort()
    return { ids, counts: Float32Array.from(ids, (id) => map.get(id) ?? 0) }
  })
}

/** BM25 weight of every term in every article. */
export function bm25Rows(
  articles: readonly CountedRow[],
  fieldOf: Vocabulary['fieldOf'],
): SparseRow[] {
  const df = new Float32Array(fieldOf.length)
  for (const { ids } of articles) for (const id of ids) df[id] = (df[id] ?? 0) + 1
  const lengths = articles.map((row) => row.counts.reduce((sum, n) => sum + n, 0))
  const mean = lengths.reduce((sum, n) => sum + n, 0) / Math.max(1, articles.length)
  return articles.map((row, a) => {
    const norm = K1 * (1 - B + (B * (lengths[a] ?? 0)) / (mean || 1))
    return {
      ids: row.ids,
      values: row.counts.map((n, i) => {
        const id = row.ids[i] ?? 0
        const idf = Math.max(0, Math.log((articles.length + 1) / ((df[id] ?? 0) + 0.5)))
        return (share[fieldOf[id] ?? 'chars'] * idf * n * (K1 + 1)) / (n + norm)
      }),
    }
  })
}

/** The largest weight each term has in any article. */
export function bestWeights(postings: Postings, termCount: number): Float32Array {
  const best = new Float32Array(termCount)
  for (let t = 0; t < termCount; t += 1) {
    for (let at = postings.start[t] ?? 0; at < (postings.start[t + 1] ?? 0); at += 1) {
      best[t] = Math.max(best[t] ?? 0, postings.weight[at] ?? 0)
    }
  }
  return best
}
