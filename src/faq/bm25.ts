import type { CountedRow } from './lexicon.ts'
import type { Postings, SparseRow } from './postings.ts'

/** One text that belongs to an article; `none` is a question known to have no answer. */
export type ArticleText = {
  row: CountedRow
  owner: number
  kind: 'title' | 'keyword' | 'answer' | 'alias' | 'none'
}

const K1 = 1.2
const B = 0.5
/** Stems, pairs, concepts, word pieces: the pieces are many, so each counts little. */
const fieldShare = Float64Array.of(1, 0.4, 1, 0.12)
const timesCounted = { title: 1, keyword: 1, answer: 0.5, alias: 1, none: 0 }

/** Adds up the terms of all texts of each article. */
export function mergeTexts(
  texts: readonly ArticleText[],
  articles: number,
  termCount: number,
): CountedRow[] {
  const sums = new Float32Array(termCount)
  const byOwner = Array.from({ length: articles }, (): ArticleText[] => [])
  for (const text of texts) byOwner[text.owner]?.push(text)
  return byOwner.map((own) => {
    const touched: number[] = []
    for (const { row, kind } of own) {
      const times = timesCounted[kind]
      for (let i = 0; i < row.ids.length; i += 1) {
        const id = row.ids[i] ?? 0
        const sum = sums[id] ?? 0
        if (sum === 0) touched.push(id)
        sums[id] = sum + times * (row.counts[i] ?? 0)
      }
    }
    const ids = new Uint32Array(touched).sort()
    const counts = Float32Array.from(ids, (id) => sums[id] ?? 0)
    for (const id of ids) sums[id] = 0
    return { ids, counts }
  })
}

/** BM25 weight of every term in every article. */
export function bm25Rows(articles: readonly CountedRow[], fieldOf: readonly number[]): SparseRow[] {
  const df = new Float32Array(fieldOf.length)
  for (const { ids } of articles) for (const id of ids) df[id] = (df[id] ?? 0) + 1
  const weight = df.map((n, id) => {
    const idf = Math.max(0, Math.log((articles.length + 1) / (n + 0.5)))
    return (fieldShare[fieldOf[id] ?? 0] ?? 0) * idf * (K1 + 1)
  })
  const lengths = articles.map((row) => row.counts.reduce((sum, n) => sum + n, 0))
  const mean = lengths.reduce((sum, n) => sum + n, 0) / Math.max(1, articles.length)
  return articles.map((row, a) => {
    const norm = K1 * (1 - B + (B * (lengths[a] ?? 0)) / (mean || 1))
    return {
      ids: row.ids,
      values: row.counts.map((n, i) => ((weight[row.ids[i] ?? 0] ?? 0) * n) / (n + norm)),
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
