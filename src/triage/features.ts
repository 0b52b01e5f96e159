import { cleanText } from '../text/clean.ts'
import { foldLetters } from '../text/kazakh.ts'
import { detectLanguage } from '../text/language.ts'
import { restoreScript } from '../text/script.ts'
import { stemWord } from '../text/tokens.ts'
import { findConcepts } from './concepts.ts'
import { hashText } from './hashing.ts'
import { removeInstructions } from './injection.ts'
import { splitSections } from './sections.ts'
import { securityConcepts } from './security-signs.ts'
import { meaningOf } from './thesaurus.ts'
import type { Locale, TriageInput } from './types.ts'

export const slotCount = 1 << 18

/** Parallel arrays: slot numbers and their values. */
export type SparseVector = { indices: Uint32Array; values: Float32Array }

/** What every head looks at; computed once a message. */
export type Reading = {
  lang: Locale
  langConfidence: number
  /** Cleaned, greeting and signature off, letters as the client typed them. */
  body: string
  /** The body folded, Latin-typed words in Cyrillic. */
  folded: string
  sentences: string[]
  /** Sentences that instruct the machine; no feature sees them. */
  instructions: string[]
  concepts: string[]
  /** Raw counts by block, before idf and scaling. */
  blocks: Map<number, number>[]
}

const blockWeights = [0.9, 0.8, 0.7, 0.45, 0.9]

export function readMessage(input: TriageInput): Reading {
  const whole = input.subject === undefined ? input.text : `${input.subject}\n${input.text}`
  // Instructions go first: one may hide below the signature, and none may sway the language.
  const { text: clean, removed } = removeInstructions(cleanText(whole))
  const { lang, confidence } = detectLanguage(clean)
  const sections = splitSections(clean)
  const { body, sentences } = sections
  const folded = foldLetters(restoreScript(body))
  const concepts = [...findConcepts(folded), ...securityConcepts(folded)]
  const stems = (folded.match(/1[сc](?![\p{L}\p{N}])|\p{L}+|\p{N}+/gu) ?? []).map((word) =>
    /^\p{N}+$/u.test(word) ? `#${Math.min(word.length, 6)}` : stemWord(word, lang),
  )
  const structure = [
    `ch:${input.channel === 'email' ? 'email' : 'chat'}`,
    `lang:${lang}`,
    `len:${Math.min(7, Math.floor(Math.log2(1 + stems.length)))}`,
    `sent:${Math.min(6, sentences.length)}`,
    sections.hasQuote ? 'quote' : '',
    sections.hasSignature ? 'signature' : '',
    body.includes('?') ? 'question' : '',
    /\?\s*$/.test(body) ? 'question-end' : '',
    body.includes('!') ? 'exclaim' : '',
    /!!/.test(body) ? 'exclaim-many' : '',
    /https?:|www\./.test(body) ? 'link' : '',
  ].filter((name) => name !== '')
  return {
    lang,
    langConfidence: confidence,
    body,
    folded,
    sentences,
    instructions: removed,
    concepts,
    blocks: [
      countWords(stems),
      countCharacters(folded),
      countConcepts(concepts),
      countAll(structure, 's'),
      countMeanings(folded),
    ],
  }
}

/** The client's own letters under a match in the folded body; the folded ones where letters were restored. */
export function originalSpan(reading: Reading, match: RegExpExecArray): string {
  const sameLength = reading.folded.length === reading.body.length
  return sameLength ? reading.body.slice(match.index, match.index + match[0].length) : match[0]
}

/** Blocks of words, letters and meanings are damped and weighted by rarity; the others stand as they are. */
const logged = (block: number): boolean => block < 2 || block === 4

function add(block: Map<number, number>, feature: string, amount = 1): void {
  const slot = hashText(feature) & (slotCount - 1)
  block.set(slot, (block.get(slot) ?? 0) + amount)
}

function countAll(names: readonly string[], prefix: string): Map<number, number> {
  const block = new Map<number, number>()
  for (const name of names) add(block, `${prefix}|${name}`)
  return block
}

function countWords(stems: readonly string[]): Map<number, number> {
  const block = new Map<number, number>()
  for (let i = 0; i < stems.length; i += 1) {
    const stem = stems[i] ?? ''
    add(block, `w|${stem}`)
    if (i > 0) add(block, `b|${stems[i - 1]}|${stem}`, 0.8)
    if (i > 1) add(block, `g|${stems[i - 2]}|${stem}`, 0.5)
  }
  return block
}

function countCharacters(folded: string): Map<number, number> {
  const block = new Map<number, number>()
  const text = ` ${folded.replace(/[^\p{L}\p{N}?!]+/gu, ' ').trim()} `
  for (let size = 3; size <= 5; size += 1) {
    for (let i = 0; i + size <= text.length; i += 1) {
      const gram = text.slice(i, i + size)
      if (gram.lastIndexOf(' ', size - 2) > 0) continue
      add(block, `c|${gram}`)
    }
  }
  return block
}

function countConcepts(concepts: readonly string[]): Map<number, number> {
  const block = new Map<number, number>()
  for (let i = 0; i < concepts.length; i += 1) {
    add(block, `k|${concepts[i]}`)
    for (let j = i + 1; j < concepts.length; j += 1) {
      add(block, `kk|${concepts[i]}|${concepts[j]}`, 0.4)
    }
  }
  return block
}

/** Kazakh negates inside the verb: кетпейді, алмай, келмеген. */
const negatedVerb = /(?:[мбп][ае](?:й|ди|ды|ган|ген|с(?:е|а)|у)|[мбп][ае]$)/u

/** Meanings in the order they are said, with "not" drawn into the word it belongs to. */
function meaningsOf(clause: string): string[] {
  const said: string[] = []
  let negated = false
  for (const word of clause.match(/1[сc](?![\p{L}\p{N}])|[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu) ??
    []) {
    const meaning = meaningOf(word)
    if (meaning === undefined) {
      negated = false
      continue
    }
    if (meaning === 'negate') {
      if (word === 'жок' || word === 'емес' || word === 'нет') {
        const last = said.pop()
        said.push(last === undefined ? 'not' : `not ${last}`)
      } else negated = true
      continue
    }
    said.push(negated || negatedVerb.test(word.slice(3)) ? `not ${meaning}` : meaning)
    negated = false
  }
  return said
}

function countMeanings(folded: string): Map<number, number> {
  const block = new Map<number, number>()
  for (const clause of folded.split(/[.!?…;\n]+/u)) {
    const said = meaningsOf(clause)
    const seen = new Set<string>()
    for (let i = 0; i < said.length; i += 1) {
      const one = said[i] ?? ''
      add(block, `t|${one}`)
      if (i > 0 && said[i - 1] !== one) add(block, `tt|${said[i - 1]}|${one}`, 0.7)
      for (let j = Math.max(0, i - 6); j < i; j += 1) {
        const pair = [one, said[j] ?? ''].toSorted().join('|')
        if (seen.has(pair) || said[j] === one) continue
        seen.add(pair)
        add(block, `tp|${pair}`, 0.5)
      }
    }
  }
  return block
}

/** Scales the counts by `idf` (0 = never seen enough: left out) and each block to its share. */
export function toVector(reading: Reading, idf: Float32Array): SparseVector {
  const indices: number[] = []
  const values: number[] = []
  reading.blocks.forEach((block, at) => {
    const from = values.length
    let square = 0
    for (const [slot, count] of block) {
      const weight = idf[slot] ?? 0
      if (weight === 0) continue
      const value = logged(at) ? (1 + Math.log(Math.max(count, 0.3))) * weight : count
      indices.push(slot)
      values.push(value)
      square += value * value
    }
    const scale = square === 0 ? 0 : (blockWeights[at] ?? 0) / Math.sqrt(square)
    for (let i = from; i < values.length; i += 1) values[i] = (values[i] ?? 0) * scale
  })
  return { indices: Uint32Array.from(indices), values: Float32Array.from(values) }
}

/** Smoothed idf of the training readings; slots seen in fewer than `minDocuments` get 0. */
export function fitIdf(readings: readonly Reading[], minDocuments: number): Float32Array {
  const seen = new Float32Array(slotCount)
  for (const reading of readings) {
    for (const block of reading.blocks)
      for (const slot of block.keys()) seen[slot] = (seen[slot] ?? 0) + 1
  }
  return seen.map((n) => (n < minDocuments ? 0 : 1 + Math.log((1 + readings.length) / (1 + n))))
}
