import { expect, test } from 'vitest'
import { parseLocal } from './astana-time.ts'
import { deadlines } from './deadlines.ts'
import { regulationPolicy, type SlaPriority } from './policy.ts'
import { compiledSeedCalendar } from './seed-calendar.ts'
import type { SlaEvent } from './timeline.ts'
import { defaultWarningSettings, nextWarningAt, type WarningMark, warningsDue } from './warnings.ts'

const calendar = compiledSeedCalendar()
const at = (text: string) => parseLocal(`2026-11-${text}`) ?? new Date(Number.NaN)
const opened = (priority: SlaPriority): SlaEvent => ({
  at: at('23T10:00'),
  kind: 'opened',
  priority,
})

function due(
  asOf: string,
  history: SlaEvent[],
  sent: WarningMark[] = [],
  settings = defaultWarningSettings,
) {
  const limits = deadlines(history, regulationPolicy, calendar, at(asOf))
  return warningsDue({ limits, sent, assigned: true, now: at(asOf), calendar, settings })
}

test('half of the limit warns the assignee, nine tenths the supervisor as well', () => {
  expect(due('23T13:59', [opened('critical')])).toEqual([])
  expect(due('23T14:00', [opened('critical')])).toEqual([
    { cycle: 1, kind: 'p50', recipients: ['assignee'] },
  ])
  const sent: WarningMark[] = [
    { cycle: 1, kind: 'p50' },
    { cycle: 1, kind: 'p75' },
  ]
  expect(due('23T17:12', [opened('critical')], sent)).toEqual([
    { cycle: 1, kind: 'p90', recipients: ['assignee', 'supervisor'] },
  ])
})

test('after an outage only the weightiest warning is told and the rest are marked', () => {
  expect(due('23T17:30', [opened('critical')])).toEqual([
    { cycle: 1, kind: 'p50', recipients: [] },
    { cycle: 1, kind: 'p75', recipients: [] },
    { cycle: 1, kind: 'p90', recipients: ['assignee', 'supervisor'] },
  ])
})

test('a breach noticed at night waits until morning unless critical tickets may wake people', () => {
  const high: SlaEvent[] = [opened('critical')]
  const kinds = (asOf: string, settings = defaultWarningSettings) =>
    due(asOf, high, [], settings).map((w) => w.kind)
  expect(kinds('23T22:00')).toEqual([])
  expect(kinds('24T07:59')).toEqual([])
  expect(kinds('24T08:00')).toContain('breach')
  const woken = { ...defaultWarningSettings, criticalAtNight: true }
  expect(kinds('24T03:00', woken)).toContain('breach')
  expect(due('25T03:00', [opened('high')], [], woken)).toEqual([])
})

test('a resolved ticket warns nobody', () => {
  const resolved: SlaEvent = { at: at('23T19:00'), kind: 'status', status: 'resolved' }
  expect(due('23T20:00', [opened('critical'), resolved])).toEqual([])
})

test('marks of an earlier cycle do not silence a later one', () => {
  const history: SlaEvent[] = [
    opened('critical'),
    { at: at('23T11:00'), kind: 'status', status: 'resolved' },
    { at: at('24T09:00'), kind: 'reopened' },
  ]
  expect(due('24T13:00', history, [{ cycle: 1, kind: 'p50' }])).toMatchObject([
    { cycle: 2, kind: 'p50' },
  ])
})

test('the next warning is foreseen across pauses, and at that moment it is due', () => {
  const history: SlaEvent[] = [
    opened('critical'),
    { at: at('23T11:00'), kind: 'status', status: 'in_development' },
    { at: at('23T13:00'), kind: 'status', status: 'in_progress' },
  ]
  const now = at('23T13:30')
  const sent: WarningMark[] = []
  const seen: string[] = []
  let limits = deadlines(history, regulationPolicy, calendar, now)
  for (
    let next = nextWarningAt(limits, sent, calendar, defaultWarningSettings);
    next;
    next = nextWarningAt(limits, sent, calendar, defaultWarningSettings)
  ) {
    const before = new Date(next.getTime() - 1)
    const ask = (moment: Date) => {
      limits = deadlines(history, regulationPolicy, calendar, moment)
      return warningsDue({
        limits,
        sent,
        assigned: true,
        now: moment,
        calendar,
        settings: { ...defaultWarningSettings, nightFrom: '00:00', nightTo: '00:00' },
      })
    }
    expect(ask(before)).toEqual([])
    const [warning, ...others] = ask(next)
    expect(others).toEqual([])
    if (!warning) throw new Error('nothing was due at the foreseen moment')
    sent.push(warning)
    seen.push(`${warning.kind} ${next.toISOString()}`)
  }
  expect(seen).toEqual([
    'p50 2026-11-23T11:00:00.000Z',
    'p75 2026-11-23T13:00:00.000Z',
    'p90 2026-11-24T05:12:00.000Z',
    'breach 2026-11-24T06:00:00.001Z',
  ])
})

test('a paused clock foresees no warning', () => {
  const history: SlaEvent[] = [
    opened('critical'),
    { at: at('23T11:00'), kind: 'status', status: 'in_development' },
  ]
  const limits = deadlines(history, regulationPolicy, calendar, at('23T13:30'))
  expect(nextWarningAt(limits, [], calendar, defaultWarningSettings)).toBeNull()
})

test('a breach under a higher priority is told though the lower one is far from any share', () => {
  const held = (when: string, priority: SlaPriority): SlaEvent => ({
    at: at(when),
    kind: 'priority',
    priority,
  })
  const history = [opened('low'), held('23T19:00', 'critical'), held('23T19:01', 'suggestion')]
  const limits = deadlines(history, regulationPolicy, calendar, at('24T09:00'))
  expect(limits.breachedAt).toEqual(at('23T19:00'))
  expect(nextWarningAt(limits, [], calendar, defaultWarningSettings)).toEqual(at('23T19:00'))
  const told: WarningMark[] = [{ cycle: 1, kind: 'breach' }]
  const next = nextWarningAt(limits, told, calendar, defaultWarningSettings)
  expect(next?.getTime()).toBeGreaterThan(at('30T00:00').getTime())
})
