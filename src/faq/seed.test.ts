import { expect, test } from 'vitest'
import { loadSeedArticles, loadSeedFaq, loadTrainingQuestions } from './seed.ts'

test('every example question names an article that exists', () => {
  const slugs = new Set(loadSeedArticles().map((article) => article.slug))
  const unknown = loadTrainingQuestions().flatMap((q) => q.accepted.filter((s) => !slugs.has(s)))
  expect(unknown).toEqual([])
})

test('every article has at least twenty example questions, in Kazakh too', () => {
  const { documents } = loadSeedFaq()
  expect(documents.length).toBe(76)
  for (const { slug, aliases } of documents) {
    expect(aliases.length, slug).toBeGreaterThanOrEqual(20)
    expect(
      aliases.some((alias) => /[әғқңөұүһі]/i.test(alias)),
      slug,
    ).toBe(true)
  }
})

test('no question stands under an article and among those without an answer', () => {
  const { documents, unanswerable } = loadSeedFaq()
  const answered = new Set(documents.flatMap((document) => document.aliases))
  expect(unanswerable.filter((text) => answered.has(text))).toEqual([])
})
