import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { findProfanity } from './profanity.ts'

type Sets = Record<'obscene' | 'insult' | 'obf' | 'kz' | 'innocent' | 'phrases', string[]>
const sets = createRequire(import.meta.url)('./fixtures/profanity-sets.cjs') as Sets

const level = (text: string) => findProfanity(text).level
const missed = (words: string[], wanted: string[]) =>
  words.filter((w) => !wanted.includes(level(w)))

test('inflected obscene forms are found', () => {
  expect(missed(sets.obscene, ['obscene'])).toEqual([])
})

test('obfuscated spellings are found', () => {
  expect(missed(sets.obf, ['obscene'])).toEqual([])
})

test('insults are found', () => {
  expect(missed(sets.insult, ['insult', 'obscene'])).toEqual([])
})

test('most Kazakh swear words are found; ordinary nouns are left alone', () => {
  expect(missed(sets.kz, ['obscene', 'insult'])).toEqual([
    'кот жала',
    'ам',
    'аузыңа',
    'бок',
    'есек',
    'мал',
  ])
})

test('innocent words stay innocent', () => {
  expect(sets.innocent.filter((w) => level(w) !== 'none')).toEqual([])
})

test('support phrases stay innocent', () => {
  expect(sets.phrases.filter((p) => level(p) !== 'none')).toEqual([])
})

test('staff lists add a word and take one away', () => {
  expect(findProfanity('вот редиска', { stop: ['редиска'] }).level).toBe('obscene')
  expect(findProfanity('гонит Баран', { allow: ['баран'] }).level).toBe('none')
})

test('the span is what the client wrote', () => {
  expect(findProfanity('ну п*здец, опять').hits).toEqual([{ level: 'obscene', span: 'п*здец' }])
})

test('a letter of a hundred thousand characters is judged quickly', () => {
  const before = process.cpuUsage()
  findProfanity('а*'.repeat(50_000))
  findProfanity('х у '.repeat(25_000))
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000)
})
