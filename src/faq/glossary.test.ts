import { expect, test } from 'vitest'
import { compileGlossary } from './glossary.ts'

const find = compileGlossary({ password: 'парол, құпия сөз, пин$', revoke: 'кері қайтар' })
const found = (...words: string[]) => find(words).map(({ concept, at }) => [concept, at])

test('a prefix names its concept, a word marked with $ only when whole', () => {
  expect(found('мой', 'паролем')).toEqual([[0, 1]])
  expect(found('пин')).toEqual([[0, 0]])
  expect(found('пинать')).toEqual([])
})

test('a phrase needs all its words in a row and is matched on folded letters', () => {
  expect(found('купия', 'создин')).toEqual([[0, 0]])
  expect(found('купия', 'мой', 'соз')).toEqual([])
  expect(found('кери', 'кайтарып', 'алу')).toEqual([[1, 0]])
})
