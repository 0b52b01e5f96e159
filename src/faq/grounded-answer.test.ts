import { expect, test } from 'vitest'
import { citedSlugs, type GroundArticle, groundFault } from './grounded-answer.ts'
import { joinRankings } from './meaning.ts'

const given: GroundArticle[] = [
  { slug: 'reset', version: 2, title: 'Сброс пароля', text: 'Пароль меняется за 15 минут.' },
  { slug: 'mail', version: 1, title: 'Почта', text: 'Пишите на support@kense.app.' },
]
const said = (text: string, ...articles: string[]) => ({ sentences: [{ text, articles }] })

test.each([
  ['keeps to its article', said('Пароль меняется за 15 минут.', 'reset'), null],
  ['keeps an address of its article', said('Пишите на support@kense.app.', 'mail'), null],
  ['has no sentence', { sentences: [] }, 'no_answer'],
  ['cites nothing', said('Пароль меняется.'), 'uncited'],
  ['cites what was not given', said('Пароль меняется.', 'reset', 'prices'), 'unknown_article'],
  ['invents a number', said('Пароль меняется за 5 минут.', 'reset'), 'unsupported_number'],
  ['invents a link', said('См. https://kense.example/x', 'reset'), 'foreign_address'],
  [
    'takes an address from elsewhere',
    said('Пишите на support@kense.app.', 'reset'),
    'foreign_address',
  ],
  ['says masked data', said('Ваш ИИН ⟦IIN_1⟧ принят.', 'reset'), 'masked_data'],
] as const)('an answer that %s', (_, answer, fault) => {
  expect(groundFault(answer as Parameters<typeof groundFault>[0], given)).toBe(fault)
})

test('one bad sentence spoils the answer', () => {
  const answer = {
    sentences: [
      { text: 'Пароль меняется за 15 минут.', articles: ['reset'] },
      { text: 'Это надёжно.', articles: [] },
    ],
  }
  expect(groundFault(answer, given)).toBe('uncited')
})

test('citations are numbered in the order of the text', () => {
  const sentences = [
    { text: 'a', articles: ['mail'] },
    { text: 'b', articles: ['reset', 'mail'] },
  ]
  expect(citedSlugs({ sentences })).toEqual(['mail', 'reset'])
})

test('an article that two rankings place well comes before one that only one places first', () => {
  expect(joinRankings(['a', 'b', 'c'], ['d', 'b', 'e'])[0]).toBe('b')
  expect(joinRankings(['a', 'b'])).toEqual(['a', 'b'])
})
