import { describe, expect, test } from 'vitest'
import { isForward, isNewSubject, stripPrefixes } from './subject.ts'

describe('prefixes of a subject', () => {
  test.each([
    ['Re: Не приходит СМС', 'reply'],
    ['RE[2]: Не приходит СМС', 'reply'],
    ['Отв: HA: [KNS-483-920-179] Не приходит СМС', 'reply'],
    ['Жауап: Не приходит СМС', 'reply'],
    ['AW: WG: Не приходит СМС', 'reply'],
    ['Fwd: Не приходит СМС', 'forward'],
    ['FW: Re: Не приходит СМС', 'forward'],
    ['WG: Не приходит СМС', 'forward'],
    ['TR: Не приходит СМС', 'forward'],
    ['Пересл: Не приходит СМС', 'forward'],
    ['Жіберу: Не приходит СМС', 'forward'],
    ['[KNS-483-920-179] Fwd: Не приходит СМС', 'forward'],
    ['Не приходит СМС', null],
  ])('%j', (subject, outer) => {
    expect(stripPrefixes(subject)).toEqual({ base: 'Не приходит СМС', outer })
    expect(isForward(subject)).toBe(outer === 'forward')
  })

  test('a word with a colon is no prefix', () => {
    expect(stripPrefixes('Ошибка: нет доступа').base).toBe('Ошибка: нет доступа')
  })
})

describe('a new subject', () => {
  const known = ['Не приходит СМС', 'Re: Не приходит СМС [KNS-483-920-179]']

  test('differs from every known one', () => {
    expect(isNewSubject('Счёт за март', known)).toBe(true)
  })

  test.each(['RE: Не приходит  смс', 'Fwd: Не приходит СМС', '', 'Re:', 'Не приходит СМС!'])(
    '%j is none',
    (subject) => {
      expect(isNewSubject(subject, known)).toBe(false)
    },
  )

  test('a long subject cut by a mailer is none', () => {
    const long = 'Ошибка при подписании договора аренды склада в Алматы'
    expect(isNewSubject(`Re: ${long.slice(0, 40)}…`, [long])).toBe(false)
  })

  test('nothing is new where no subject is known', () => {
    expect(isNewSubject('Счёт', [])).toBe(false)
  })
})
