import { type ArticleText, bestWeights, bm25Rows, mergeTexts } from './bm25.ts'
import type { FaqDocument } from './documents.ts'
import { type Gate, gateScore, trainGate } from './gate.ts'
import type { ConceptFinder } from './glossary.ts'
import { createLexicon, type Lexicon, type ReadText, readText } from './lexicon.ts'
import { inverseFrequency, weighRow } from './likeness.ts'
import { buildPostings, type Postings, type SparseRow, scoreRows } from './postings.ts'

export type Ranker = {
  slugs: readonly string[]
  lexicon: Lexicon
  idf: Float32Array
  /** Every title, answer sentence and example question on its own, with the article it belongs to. */
  texts: Postings
  owner: Uint32Array
  gate: Gate
  /** Articles with everything known about them in one. */
  bm25: Postings
  /** Largest BM25 weight of each term. */
  bm25Best: Float32Array
}

/** What each component says about a question. Arrays run over the articles. */
export type ComponentScores = {
  question: ReadText
  row: SparseRow
  bm25: Float32Array
  /** What BM25 would give an article that had every term of the question. */
  bm25Best: number
  near: Float32Array
  /** Likeness of the closest question that is known to have no answer. */
  nearNone: number
  /** Likeness of the closest text of any article. */
  nearBest: number
  /** Log odds that the question has an answer among the articles at all. */
  gate: number
}

/** Texts read between two pauses: about 10 ms. */
const textsAtOnce = 40

/** Pauses on the way, because the whole takes about a second. */
export function* rankerSteps(
  documents: readonly FaqDocument[],
  unanswerable: readonly string[],
  findConcepts: ConceptFinder,
): Generator<undefined, Ranker, undefined> {
  const lexicon = createLexicon(findConcepts)
  const texts: ArticleText[] = []
  const sources = [
    ...documents.flatMap((document, owner) =>
      documentTexts(document).map((source) => ({ ...source, owner })),
    ),
    ...unanswerable.map((text) => ({ text, kind: 'none' as const, owner: documents.length })),
  ]
  for (const { text, kind, owner } of sources) {
    texts.push({ row: readText(lexicon, text, true).row, owner, kind })
    if (texts.length % textsAtOnce === 0) yield
  }
  const { fieldOf } = lexicon
  const termCount = fieldOf.length
  const idf = inverseFrequency(
    texts.map((text) => text.row),
    termCount,
  )
  const rows = texts.map((text) => weighRow(text.row, fieldOf, idf))
  yield
  const bm25 = buildPostings(
    bm25Rows(mergeTexts(texts, documents.length, termCount), fieldOf),
    termCount,
  )
  yield
  const postings = buildPostings(rows, termCount)
  yield
  return {
    slugs: documents.map((document) => document.slug),
    lexicon,
    idf,
    texts: postings,
    owner: Uint32Array.from(texts, (text) => text.owner),
    gate: trainGate(
      texts.flatMap(({ kind }, i) => {
        const row = rows[i]
        if (!row || kind === 'answer' || kind === 'keyword') return []
        return { row, answerable: kind !== 'none', weight: 1 }
      }),
      termCount,
    ),
    bm25,
    bm25Best: bestWeights(bm25, termCount),
  }
}

function documentTexts(document: FaqDocument): { text: string; kind: ArticleText['kind'] }[] {
  const texts: { text: string; kind: ArticleText['kind'] }[] = [
    { text: document.titleRu, kind: 'title' },
  ]
  if (document.titleKk) texts.push({ text: document.titleKk, kind: 'title' })
  if (document.keywords.length > 0) {
    texts.push({ text: document.keywords.join(', '), kind: 'keyword' })
  }
  for (const answer of [document.answerRu, document.answerKk]) {
    for (const sentence of answer?.split(/(?<=[.!?;:])\s+/) ?? []) {
      if (sentence.length > 20) texts.push({ text: sentence, kind: 'answer' })
    }
  }
  for (const alias of document.aliases) texts.push({ text: alias, kind: 'alias' })
  return texts
}

/** Scores one question by every component. */
export function scoreComponents(ranker: Ranker, question: string): ComponentScores {
  const read = readText(ranker.lexicon, question, false)
  const { ids, counts } = read.row
  const row = weighRow(read.row, ranker.lexicon.fieldOf, ranker.idf)
  const articles = ranker.slugs.length
  const closest = closestTexts(scoreRows(ranker.texts, row), ranker.owner, articles + 1)
  return {
    question: read,
    row,
    bm25: scoreRows(ranker.bm25, { ids, values: counts }),
    bm25Best: ids.reduce((sum, id) => sum + (ranker.bm25Best[id] ?? 0), 0),
    near: closest.mean.subarray(0, articles),
    nearNone: closest.best[articles] ?? 0,
    nearBest: closest.best.subarray(0, articles).reduce((a, b) => Math.max(a, b), 0),
    gate: gateScore(ranker.gate, row),
  }
}

/** Per owner the likeness of its closest text, and of its closest three weighing 4:2:1. */
function closestTexts(
  similarity: Float32Array,
  owner: Uint32Array,
  owners: number,
): { best: Float32Array; mean: Float32Array } {
  const first = new Float32Array(owners)
  const second = new Float32Array(owners)
  const third = new Float32Array(owners)
  for (let i = 0; i < similarity.length; i += 1) {
    const s = similarity[i] ?? 0
    const o = owner[i] ?? 0
    if (s > (first[o] ?? 0)) {
      third[o] = second[o] ?? 0
      second[o] = first[o] ?? 0
      first[o] = s
    } else if (s > (second[o] ?? 0)) {
      third[o] = second[o] ?? 0
      second[o] = s
    } else if (s > (third[o] ?? 0)) third[o] = s
  }
  const mean = first.map((s, o) => (4 * s + 2 * (second[o] ?? 0) + (third[o] ?? 0)) / 7)
  return { best: first, mean }
}
