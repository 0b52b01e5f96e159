import { expect, test } from 'vitest'
import { buildFaqIndex, searchFaq } from './offline-search.ts'
import { loadSeedFaq } from './seed.ts'

const { documents, unanswerable } = loadSeedFaq()
const index = buildFaqIndex(documents, { unanswerable })
const first = (question: string) => searchFaq(index, question).hits[0]?.slug

test.each([
  ['забыл пароль от ключа эцп, флешка есть', 'eds-forgot-password'],
  ['кілттің паролін ұмытып қалдым', 'eds-forgot-password'],
  ['килттин паролин умытып калдым', 'eds-forgot-password'],
  ['zabyl parol ot klyucha', 'eds-forgot-password'],
  ['pf,sk gfhjkm jn rk.xf', 'eds-forgot-password'],
  ['where do I download NCALayer', 'ncalayer-install'],
])('%s finds %s whatever the language, alphabet or keyboard layout', (question, slug) => {
  expect(first(question)).toBe(slug)
})

test('an empty question finds nothing and is not answered', () => {
  for (const empty of ['', '   ', '???', '\u200b']) {
    expect(searchFaq(index, empty)).toMatchObject({ hits: [], answered: false, confidence: 0 })
  }
})

test('a question foreign to the articles is not answered', () => {
  expect(searchFaq(index, 'какая погода завтра в Алматы').answered).toBe(false)
  expect(searchFaq(index, 'рецепт плова на десять человек').answered).toBe(false)
})

test('an alias added later brings its article to the top', () => {
  const question = 'блямкает хрюкозавр при шмыгании'
  const taught = documents.map((document) =>
    document.slug === 'rate-ticket'
      ? { ...document, aliases: [...document.aliases, 'хрюкозавр шмыгает и блямкает'] }
      : document,
  )
  expect(searchFaq(buildFaqIndex(taught, { unanswerable }), question).hits[0]?.slug).toBe(
    'rate-ticket',
  )
})

test('the same question always gets the same answer', () => {
  const question = 'Как продлить ЭЦП, осталось два дня?'
  const again = buildFaqIndex(documents, { unanswerable })
  expect(searchFaq(again, question)).toEqual(searchFaq(index, question))
})

test('hits are ranked, at most ten, and their confidence does not exceed that of the answer', () => {
  const { hits, confidence } = searchFaq(index, 'не могу подписать документ')
  expect(hits.length).toBe(10)
  expect(hits.map((hit) => hit.score)).toEqual(
    hits.map((hit) => hit.score).toSorted((a, b) => b - a),
  )
  for (const hit of hits) expect(hit.confidence).toBeLessThanOrEqual(confidence)
})

test('the evidence names words of the question and the article they speak for', () => {
  const { evidence, hits } = searchFaq(index, 'Как поменять доверенный телефон?')
  expect(evidence.map((e) => e.term)).toContain('доверенный')
  expect(new Set(evidence.map((e) => e.slug))).toEqual(new Set([hits[0]?.slug]))
})

test('an index without articles answers nothing', () => {
  expect(searchFaq(buildFaqIndex([]), 'пароль')).toMatchObject({ hits: [], answered: false })
})
