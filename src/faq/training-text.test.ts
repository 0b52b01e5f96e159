import { expect, test } from 'vitest'
import { parseTrainingText } from './training-text.ts'

test('lines belong to the article named above them and are Russian unless marked', () => {
  expect(
    parseTrainingText('# a\nпервый\nkk: екінші\n\n# -\nen: third\nmx: төртінші вопрос'),
  ).toEqual([
    { slug: 'a', lang: 'ru', text: 'первый' },
    { slug: 'a', lang: 'kk', text: 'екінші' },
    { slug: null, lang: 'en', text: 'third' },
    { slug: null, lang: 'mixed', text: 'төртінші вопрос' },
  ])
})

test('a question with a colon of its own stays whole', () => {
  expect(parseTrainingText('# a\nошибка: нет прав')[0]?.text).toBe('ошибка: нет прав')
})
