import { expect, test } from 'vitest'
import { parseLocal } from './astana-time.ts'
import { deadlines } from './deadlines.ts'
import { explainLimits } from './explain.ts'
import { explanationText } from './explain-text.ts'
import { regulationPolicy } from './policy.ts'
import { compiledSeedCalendar, seedCalendar } from './seed-calendar.ts'
import type { SlaEvent } from './timeline.ts'

const calendar = compiledSeedCalendar()
const at = (text: string) => parseLocal(`2026-11-${text}`) ?? new Date(Number.NaN)
const history: SlaEvent[] = [
  { at: at('23T10:00'), kind: 'opened', priority: 'critical' },
  { at: at('23T12:00'), kind: 'question_sent' },
  { at: at('23T12:00'), kind: 'status', status: 'waiting_for_client' },
  { at: at('23T15:00'), kind: 'client_replied' },
  { at: at('24T14:00'), kind: 'status', status: 'resolved' },
  { at: at('25T10:00'), kind: 'reopened' },
]
const explain = (asOf: string, cycle?: number) => {
  const limits = deadlines(history, regulationPolicy, calendar, at(asOf))
  return explainLimits(limits, regulationPolicy, seedCalendar(), calendar, cycle)
}
const brief = (e: ReturnType<typeof explain>) =>
  e.intervals.map((i) => `${i.from.slice(8, 16)} ${i.to.slice(8, 16)} ${i.reason ?? i.kind}`)

test('counted, paused and overdue time are listed in order', () => {
  const e = explain('24T13:00')
  expect(e.due).toBe('2026-11-24T12:00:00+05:00')
  expect(e.breachedAt).toBe(e.due)
  expect(brief(e)).toEqual([
    '23T10:00 23T12:00 counted',
    '23T12:00 23T15:00 waiting_for_client',
    '23T15:00 23T18:00 counted',
    '24T09:00 24T12:00 counted',
    '24T12:00 24T13:00 overdue',
  ])
})

test('the counted intervals up to the due moment add up to the limit', () => {
  for (const asOf of ['23T10:00', '23T11:00', '23T16:00', '24T13:00']) {
    const counted = explain(asOf).intervals.filter((i) => i.kind === 'counted')
    expect(counted.reduce((sum, i) => sum + i.workingMs, 0)).toBe(8 * 3_600_000)
  }
})

test('while the clock is paused the text says so', () => {
  const paused = explain('23T14:00')
  expect(paused.state).toBe('paused')
  expect(explanationText(paused, 'en')).toContain('as if it went on now')
})

test('an earlier cycle can be explained after reopening', () => {
  expect(explain('25T11:00')).toMatchObject({ cycle: 2, state: 'running' })
  const first = explain('25T11:00', 1)
  expect(first).toMatchObject({ cycle: 1, stoppedAt: '2026-11-24T14:00:00+05:00' })
  expect(brief(first).at(-1)).toBe('24T12:00 24T14:00 overdue')
  expect(() => explain('25T11:00', 3)).toThrow(RangeError)
})

test.each(['ru', 'kk', 'en'] as const)('the text in %s has a line for every interval', (locale) => {
  const e = explain('25T11:00', 1)
  const lines = explanationText(e, locale).split('\n')
  expect(lines.filter((l) => l.startsWith('  '))).toHaveLength(e.intervals.length)
  expect(lines.join('\n')).not.toMatch(/undefined|NaN|null/)
})
