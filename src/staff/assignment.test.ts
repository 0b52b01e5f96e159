import { describe, expect, test } from 'vitest'
import { parseLocal } from '../sla/astana-time.ts'
import { compiledSeedCalendar } from '../sla/seed-calendar.ts'
import { type Candidate, distribute } from './distribute.ts'
import { withinHours } from './presence.ts'
import { eligibleSkills, type TicketSkill } from './skills.ts'

const calendar = compiledSeedCalendar()
const at = (text: string) => parseLocal(text) ?? new Date(Number.NaN)

describe('hours', () => {
  const late = [{ from: '12:00', to: '20:00' }]
  const week = [late, late, [], [], [], late, []]

  test.each([
    ['2026-11-23T10:00', true, false],
    ['2026-11-23T18:00', false, true],
    ['2026-11-23T20:00', false, false],
    ['2026-11-25T13:00', true, false],
    ['2026-11-28T13:00', false, true],
    ['2026-12-16T13:00', false, false],
  ])('%s: company %s, own week %s', (text, company, own) => {
    expect(withinHours(at(text), null, calendar)).toBe(company)
    expect(withinHours(at(text), week, calendar)).toBe(own)
  })

  test('a holiday on a weekday of the own week is a day off', () => {
    const always = Array.from({ length: 7 }, () => late)
    expect(withinHours(at('2026-12-16T13:00'), always, calendar)).toBe(false)
    expect(withinHours(at('2026-12-17T13:00'), always, calendar)).toBe(true)
  })
})

describe('skills', () => {
  test('a special ticket goes to those who have the skill, and to all when nobody has', () => {
    expect(eligibleSkills(['1c'], [['1c'], ['eds']])).toEqual(['general', '1c', 'billing'])
    expect(eligibleSkills([], [['1c'], ['eds', 'billing']])).toEqual(['general'])
    expect(eligibleSkills([], [])).toEqual(['general', '1c', 'eds', 'billing'])
  })
})

describe('dealing tickets out', () => {
  const hand = (
    staffId: string,
    load: number,
    skills: string[] = [],
    last?: string,
  ): Candidate => ({
    staffId,
    load,
    skills,
    lastAssignedAt: last ? at(last) : null,
  })
  const wait = (...skills: TicketSkill[]) =>
    skills.map((skill, n) => ({ ticketId: String(n), skill }))
  const dealt = (...given: Parameters<typeof distribute>) =>
    distribute(...given).map(({ staffId }) => staffId)

  test('the least loaded is next, then the one whose turn is longest ago', () => {
    const three = [
      hand('a', 2),
      hand('b', 0, [], '2026-11-23T10:00'),
      hand('c', 0, [], '2026-11-23T09:00'),
    ]
    expect(dealt(wait('general', 'general', 'general', 'general'), three, 10)).toEqual([
      'c',
      'b',
      'c',
      'b',
    ])
  })

  test('round robin among equals', () => {
    const three = [hand('a', 0), hand('b', 0), hand('c', 0)]
    const six = wait('general', 'general', 'general', 'general', 'general', 'general')
    expect(dealt(six, three, 10)).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })

  test('a specialist gets his own even when he has more to do', () => {
    const two = [hand('a', 0), hand('b', 5, ['eds'])]
    expect(dealt(wait('eds', 'general', 'billing'), two, 10)).toEqual(['b', 'a', 'a'])
  })

  test('nobody is filled beyond the limit; what is left waits in its place', () => {
    const two = [hand('a', 1), hand('b', 1, ['1c'])]
    expect(distribute(wait('1c', '1c', 'general', 'general'), two, 2)).toEqual([
      { ticketId: '0', staffId: 'b' },
      { ticketId: '2', staffId: 'a' },
    ])
    expect(distribute(wait('general'), [], 5)).toEqual([])
  })
})
