import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chatEn } from './chat.en.ts'
import { chatKk } from './chat.kk.ts'
import { chatRu } from './chat.ru.ts'
import { en } from './en.ts'
import { kk } from './kk.ts'
import { ru } from './ru.ts'

const catalogues = readdirSync(import.meta.dirname).filter((name) =>
  /\.(ru|kk|en)\.ts$|^(ru|kk|en)\.ts$/.test(name),
)
const source = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')

// Annex 1, 3.7: time limits are no promises (R91).
const guarantees =
  /гаранти|обязательно (?:решим|ответим|исправим|поможем)|непременно|кепілдік бер|кепілдем|міндетті түрде (?:шеш|жауап|түзет)|guarantee|we promise|definitely (?:solve|fix)/iu

test.each(catalogues)('%s promises nothing', (name) => {
  expect(source(name).match(guarantees)?.[0] ?? null).toBeNull()
})

test('the guard knows a promise when it sees one', () => {
  expect('Гарантируем решение').toMatch(guarantees)
  expect('Біз кепілдік береміз').toMatch(guarantees)
  expect('We guarantee it').toMatch(guarantees)
})

// A case ending of a value depends on its vowels: «{name}ға» is wrong half the time.
test.each(catalogues.filter((name) => name.includes('kk')))(
  'no ending is glued to a value in %s',
  (name) => {
    expect(source(name).match(/\$\{[^}]+\}[-‑]?[а-яәғқңөұүһі]+/giu) ?? []).toEqual([])
  },
)

test.each([
  [ru, kk, en],
  [chatRu, chatKk, chatEn],
])('no text is empty, and none is left in another language', (russian, kazakh, english) => {
  const leaves = (value: unknown): unknown[] =>
    value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [value]
  for (const texts of [russian, kazakh, english]) {
    expect(leaves(texts).filter((text) => text === '')).toEqual([])
  }
  const cyrillic = leaves(english).filter(
    (text) => typeof text === 'string' && /[а-яё]{3}/iu.test(text),
  )
  expect(cyrillic).toEqual(['Language · Язык · Тіл'].filter((text) => cyrillic.includes(text)))
})
