import type { FaqDocument } from './documents.ts'
import { trainLinear } from './linear.ts'
import { buildPostings, type Postings, type SparseRow, scoreRows } from './postings.ts'
import type { TextTerms } from './terms.ts'
import {
  type CountedRow,
  type FieldWeights,
  inverseFrequency,
  numberTerms,
  type Vocabulary,
  weighRow,
} from './vocabulary.ts'

export type TermReader = (text: string) => TextTerms

export type RankerSettings = {
  bm25: FieldWeights & { k1: number; b: number; title: number; keyword: number; answer: number }
  fieldWeights: FieldWeights
  linearWeights: FieldWeights
  epochs: number
  rate: number
  decay: number
  answerWeight: number
  titleWeight: number
}

export const defaultSettings: RankerSettings = {
  bm25: {
    word: 1,
    pair: 0.4,
    concept: 1,
    chars: 0.12,
    k1: 2.5,
    b: 0.6,
    title: 1,
    keyword: 1,
    answer: 0.5,
  },
  fieldWeights: { word: 0.7, pair: 0.3, concept: 1, chars: 0.7 },
  linearWeights: { word: 0.7, pair: 0.3, concept: 1, chars: 0.7 },
  epochs: 6,
  rate: 0.3,
  decay: 0,
  answerWeight: 0.3,
  titleWeight: 1,
}

type Item = {
  row: CountedRow
  owner: number
  kind: 'title' | 'keyword' | 'answer' | 'alias' | 'none'
}

export type Ranker = {
  slugs: readonly string[]
  vocabulary: Vocabulary
  read: TermReader
  settings: RankerSettings
  idf: Float32Array
  itemPostings: Postings
  itemOwner: Uint32Array
  linear: Postings
  gate: Postings
  bm25: Postings
  /** Largest BM25 weight of each term. */
  bm25Best: Float32Array
}

/** Scores of the components for every article; `none` is what the texts without an answer got. */
export type ComponentScores = {
  terms: TextTerms
  row: SparseRow
  linear: Float32Array
  near: Float32Array
  bm25: Float32Array
  linearNone: number
  nearNone: number
  /** Log odds that the question has an answer among the articles at all. */
  gate: number
  /** What BM25 would give an article that had every term of the question. */
  bm25Best: number
}

function documentTexts(document: FaqDocument): { text: string; kind: Item['kind'] }[] {
  const texts: { text: string; kind: Item['kind'] }[] = [{ text: document.titleRu, kind: 'title' }]
  if (document.titleKk) texts.push({ text: document.titleKk, kind: 'title' })
  if (document.keywords.length > 0)
    texts.push({ text: document.keywords.join(', '), kind: 'keyword' })
  for (const answer of [document.answerRu, document.answerKk]) {
    for (const sentence of answer?.split(/(?<=[.!?;:])\s+/) ?? []) {
      if (sentence.length > 20) texts.push({ text: sentence, kind: 'answer' })
    }
  }
  for (const alias of document.aliases) texts.push({ text: alias, kind: 'alias' })
  return texts
}

export function buildRanker(
  documents: readonly FaqDocument[],
  unanswerable: readonly string[],
  read: TermReader,
  settings: RankerSettings = defaultSettings,
): Ranker {
  const vocabulary: Vocabulary = { idOf: new Map(), fieldOf: [] }
  const items: Item[] = []
  const number = (text: string) => numberTerms(vocabulary, read(text), true)
  documents.forEach((document, owner) => {
    for (const { text, kind } of documentTexts(document))
      items.push({ row: number(text), owner, kind })
  })
  for (const text of unanswerable) {
    items.push({ row: number(text), owner: documents.length, kind: 'none' })
  }
  const termCount = vocabulary.fieldOf.length
  const classRows = mergeByOwner(items, documents.length + 1)
  const idf = inverseFrequency(
    items.map((item) => item.row),
    termCount,
  )
  const fieldOf = vocabulary.fieldOf
  const rows = items.map((item) => weighRow(item.row, fieldOf, idf, settings.fieldWeights))
  const linearRows =
    settings.linearWeights === settings.fieldWeights
      ? rows
      : items.map((item) => weighRow(item.row, fieldOf, idf, settings.linearWeights))
  const pattern = buildPostings(
    classRows.map((row) => ({ ids: row.ids, values: new Float32Array(row.ids.length) })),
    termCount,
  )
  const sampleWeight = {
    alias: 1,
    none: 1,
    title: settings.titleWeight,
    keyword: settings.answerWeight,
    answer: settings.answerWeight,
  }
  const linear = trainLinear(
    pattern,
    items.map((item, i) => ({
      row: linearRows[i] as SparseRow,
      target: item.owner,
      weight: sampleWeight[item.kind],
    })),
    { epochs: settings.epochs, rate: settings.rate, decay: settings.decay, maxSteps: 4e8 },
  )
  const bm25 = buildPostings(
    bm25Rows(mergeByOwner(items, documents.length, settings), fieldOf, settings),
    termCount,
  )
  const gate = trainLinear(
    buildPostings(
      mergeByOwner(
        items.map((item) => ({ ...item, owner: item.kind === 'none' ? 0 : 1 })),
        2,
      ).map((row) => ({ ids: row.ids, values: new Float32Array(row.ids.length) })),
      termCount,
    ),
    items.map((item, i) => ({
      row: linearRows[i] as SparseRow,
      target: item.kind === 'none' ? 0 : 1,
      weight: sampleWeight[item.kind],
    })),
    { epochs: settings.epochs, rate: settings.rate, decay: settings.decay, maxSteps: 1e8 },
  )
  return {
    slugs: documents.map((document) => document.slug),
    vocabulary,
    read,
    settings,
    idf,
    itemPostings: buildPostings(rows, termCount),
    itemOwner: Uint32Array.from(items, (item) => item.owner),
    linear,
    gate,
    bm25,
    bm25Best: bestWeights(bm25, termCount),
  }
}

function mergeByOwner(
  items: readonly Item[],
  owners: number,
  settings?: RankerSettings,
): CountedRow[] {
  const merged = Array.from({ length: owners }, () => new Map<number, number>())
  for (const { row, owner, kind } of items) {
    const into = merged[owner]
    const times = settings && kind !== 'alias' && kind !== 'none' ? settings.bm25[kind] : 1
    row.ids.forEach((id, i) => {
      into?.set(id, (into.get(id) ?? 0) + times * (row.counts[i] ?? 0))
    })
  }
  return merged.map((map) => {
    const ids = Uint32Array.from(map.keys()).sort()
    return { ids, counts: Float32Array.from(ids, (id) => map.get(id) ?? 0) }
  })
}

function bestWeights(postings: Postings, termCount: number): Float32Array {
  const best = new Float32Array(termCount)
  for (let t = 0; t < termCount; t += 1) {
    for (let at = postings.start[t] ?? 0; at < (postings.start[t + 1] ?? 0); at += 1) {
      best[t] = Math.max(best[t] ?? 0, postings.weight[at] ?? 0)
    }
  }
  return best
}

/** BM25 (k1 1.2, b 0.6) of stems and word pieces, each field scaled to matter alike. */
function bm25Rows(
  rows: readonly CountedRow[],
  fieldOf: Vocabulary['fieldOf'],
  settings: RankerSettings,
): SparseRow[] {
  const idf = inverseFrequency(rows, fieldOf.length)
  const share = settings.bm25
  const { k1, b } = settings.bm25
  const lengths = rows.map((row) => row.counts.reduce((sum, n) => sum + n, 0))
  const mean = lengths.reduce((sum, n) => sum + n, 0) / Math.max(1, rows.length)
  return rows.map((row, r) => {
    const norm = k1 * (1 - b + (b * (lengths[r] ?? 0)) / (mean || 1))
    return {
      ids: row.ids,
      values: row.counts.map((n, i) => {
        const id = row.ids[i] ?? 0
        return (
          (share[fieldOf[id] ?? 'chars'] * Math.max(0, idf[id] ?? 0) * n * (k1 + 1)) / (n + norm)
        )
      }),
    }
  })
}

/** Scores one question by every component. */
export function scoreComponents(ranker: Ranker, question: string): ComponentScores {
  const { vocabulary, settings, idf } = ranker
  const terms = ranker.read(question)
  const counted = numberTerms(vocabulary, terms, false)
  const row = weighRow(counted, vocabulary.fieldOf, idf, settings.fieldWeights)
  const linearRow = weighRow(counted, vocabulary.fieldOf, idf, settings.linearWeights)
  const classes = ranker.slugs.length
  const linear = scoreRows(ranker.linear, linearRow)
  const gate = scoreRows(ranker.gate, linearRow)
  const near = nearest(scoreRows(ranker.itemPostings, row), ranker.itemOwner, classes + 1)
  return {
    terms,
    row,
    linear: linear.subarray(0, classes),
    linearNone: linear[classes] ?? 0,
    near: near.subarray(0, classes),
    nearNone: near[classes] ?? 0,
    gate: (gate[1] ?? 0) - (gate[0] ?? 0),
    bm25Best: counted.ids.reduce((sum, id) => sum + (ranker.bm25Best[id] ?? 0), 0),
    bm25: scoreRows(ranker.bm25, { ids: counted.ids, values: counted.counts }),
  }
}

/** Per owner the similarity of its closest texts: the first counts whole, the second half, the third a quarter. */
function nearest(similarity: Float32Array, owner: Uint32Array, owners: number): Float32Array {
  const best = new Float32Array(owners * 3)
  for (let i = 0; i < similarity.length; i += 1) {
    const s = similarity[i] ?? 0
    const at = (owner[i] ?? 0) * 3
    if (s > (best[at] ?? 0)) {
      best[at + 2] = best[at + 1] ?? 0
      best[at + 1] = best[at] ?? 0
      best[at] = s
    } else if (s > (best[at + 1] ?? 0)) {
      best[at + 2] = best[at + 1] ?? 0
      best[at + 1] = s
    } else if (s > (best[at + 2] ?? 0)) best[at + 2] = s
  }
  return Float32Array.from(
    { length: owners },
    (_, c) =>
      ((best[c * 3] ?? 0) + 0.5 * (best[c * 3 + 1] ?? 0) + 0.25 * (best[c * 3 + 2] ?? 0)) / 1.75,
  )
}
