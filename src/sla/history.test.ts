import { expect, test } from 'vitest'
import { isoLocal, parseLocal } from './astana-time.ts'
import { deadlines } from './deadlines.ts'
import { policyForTariff, regulationPolicy, SlaPolicy, type SlaPriority } from './policy.ts'
import { compiledSeedCalendar } from './seed-calendar.ts'
import type { SlaEvent, SlaStatus } from './timeline.ts'

const calendar = compiledSeedCalendar()
const hour = 3_600_000
const at = (text: string) => parseLocal(`2026-11-${text}`) ?? new Date(Number.NaN)
const opened = (when: string, priority: SlaPriority): SlaEvent => ({
  at: at(when),
  kind: 'opened',
  priority,
})
const status = (when: string, to: SlaStatus): SlaEvent => ({
  at: at(when),
  kind: 'status',
  status: to,
})
const event = (
  when: string,
  kind: 'question_sent' | 'client_replied' | 'reopened' | 'first_response',
): SlaEvent => ({
  at: at(when),
  kind,
})
const limits = (asOf: string, ...history: SlaEvent[]) =>
  deadlines(history, regulationPolicy, calendar, at(asOf))
const local = (date: Date | null) => date && isoLocal(date).slice(8, 16)

test('waiting for the client pauses only after a question was sent', () => {
  const waiting = [opened('23T10:00', 'critical'), status('23T11:00', 'waiting_for_client')]
  expect(limits('23T15:00', ...waiting)).toMatchObject({ state: 'running', pausedMs: 0 })
  const asked = limits('23T15:00', ...waiting, event('23T12:00', 'question_sent'))
  expect(asked).toMatchObject({
    state: 'paused',
    running: false,
    pausedMs: 3 * hour,
    netMs: 2 * hour,
  })
  expect(local(asked.due)).toBe('24T12:00')
})

test('an answer at night resumes the clock at the next opening', () => {
  const r = limits(
    '24T10:00',
    opened('23T10:00', 'critical'),
    event('23T12:00', 'question_sent'),
    status('23T12:00', 'waiting_for_client'),
    event('24T03:00', 'client_replied'),
  )
  expect(r).toMatchObject({ state: 'running', netMs: 3 * hour, pausedMs: 6 * hour })
  expect(local(r.due)).toBe('24T15:00')
})

test('an answered question does not pause a later wait', () => {
  const r = limits(
    '23T16:00',
    opened('23T10:00', 'critical'),
    event('23T10:30', 'question_sent'),
    event('23T11:00', 'client_replied'),
    status('23T12:00', 'waiting_for_client'),
  )
  expect(r.pausedMs).toBe(0)
})

test('development and suspension pause and are counted apart', () => {
  const r = limits(
    '23T17:00',
    opened('23T10:00', 'critical'),
    status('23T11:00', 'in_development'),
    status('23T13:00', 'in_progress'),
    status('23T14:00', 'support_suspended'),
    event('23T15:00', 'client_replied'),
  )
  expect(r.pausedBy).toEqual({
    waiting_for_client: 0,
    support_suspended: hour,
    in_development: 2 * hour,
  })
  expect(r.grossMs).toBe(r.netMs + r.pausedMs)
})

test('paused working time moves a limit in days by the same working time', () => {
  const r = limits(
    '23T16:00',
    opened('23T10:00', 'low'),
    status('23T12:00', 'in_development'),
    status('23T14:00', 'in_progress'),
  )
  expect(local(r.due)).toBe('27T11:00')
})

test('a pause after the deadline moves nothing', () => {
  const r = limits(
    '25T12:00',
    opened('23T10:00', 'critical'),
    status('24T10:00', 'in_development'),
    status('25T10:00', 'in_progress'),
  )
  expect(local(r.due)).toBe('23T18:00')
  expect(local(r.breachedAt)).toBe('23T18:00')
})

test('the deadline itself is kept and one millisecond later is not', () => {
  const history = [opened('23T10:00', 'critical')]
  const due = at('23T18:00')
  expect(deadlines(history, regulationPolicy, calendar, due).breachedAt).toBeNull()
  const later = new Date(due.getTime() + 1)
  expect(deadlines(history, regulationPolicy, calendar, later).breachedAt).toEqual(due)
})

test('a new priority counts from receipt, and a breach survives a downgrade', () => {
  const raise: SlaEvent = { at: at('23T20:00'), kind: 'priority', priority: 'critical' }
  const lower: SlaEvent = { at: at('24T10:00'), kind: 'priority', priority: 'medium' }
  const raised = limits('23T21:00', opened('23T09:00', 'low'), raise)
  expect(local(raised.due)).toBe('23T17:00')
  expect(local(raised.breachedAt)).toBe('23T20:00')
  const lowered = limits('24T11:00', opened('23T09:00', 'low'), raise, lower)
  expect(local(lowered.due)).toBe('25T15:00')
  expect(local(lowered.breachedAt)).toBe('23T20:00')
})

test('a recorded breach stays whatever the calendar says now', () => {
  const r = limits('23T12:00', opened('23T10:00', 'critical'), {
    at: at('23T11:00'),
    kind: 'breach_recorded',
    breachedAt: at('23T10:30'),
  })
  expect(local(r.breachedAt)).toBe('23T10:30')
})

test('reopening starts a new cycle and keeps the old one', () => {
  const r = limits(
    '25T10:00',
    opened('23T10:00', 'critical'),
    status('23T12:00', 'resolved'),
    { at: at('23T13:00'), kind: 'priority', priority: 'high' },
    event('24T16:00', 'reopened'),
  )
  expect(r).toMatchObject({ cycle: 2, priority: 'high', netMs: 3 * hour, outcome: null })
  expect(local(r.due)).toBe('26T10:00')
  expect(r.cycles[0]).toMatchObject({
    cycle: 1,
    netMs: 2 * hour,
    outcome: 'resolved',
    state: 'stopped',
  })
})

test('closing after resolving changes neither outcome nor time', () => {
  const r = limits(
    '25T10:00',
    opened('23T10:00', 'critical'),
    status('23T12:00', 'resolved'),
    status('24T12:00', 'closed'),
  )
  expect(r).toMatchObject({ outcome: 'resolved', netMs: 2 * hour, cycles: [{}] })
})

test('an event stamped before its predecessor counts at the predecessor', () => {
  const r = limits(
    '23T14:00',
    opened('23T10:00', 'critical'),
    status('23T12:00', 'in_development'),
    status('23T11:00', 'in_progress'),
  )
  expect(r.pausedMs).toBe(0)
})

test('a history must begin with the opening', () => {
  expect(() => limits('23T14:00')).toThrow(RangeError)
  expect(() => limits('23T14:00', status('23T11:00', 'in_progress'))).toThrow(RangeError)
  expect(() => limits('23T09:00', opened('23T10:00', 'low'))).toThrow(RangeError)
})

test('the first answer is measured against the internal goal', () => {
  const open = opened('23T10:00', 'high')
  expect(limits('23T10:30', open).firstResponse).toMatchObject({ at: null, late: false })
  expect(limits('23T11:01', open).firstResponse.late).toBe(true)
  const answered = limits('23T15:00', open, event('23T10:45', 'first_response')).firstResponse
  expect(answered).toMatchObject({ workingMs: 0.75 * hour, late: false })
  const raised: SlaEvent = { at: at('23T10:05'), kind: 'priority', priority: 'critical' }
  const soon = limits('23T15:00', open, raised, event('23T10:45', 'first_response')).firstResponse
  expect(soon).toMatchObject({ goal: at('23T10:30'), late: true })
  const policy = { ...regulationPolicy, firstResponse: {} }
  expect(deadlines([open], policy, calendar, at('23T15:00')).firstResponse.goal).toBeNull()
})

test('a tariff may have ranges of its own', () => {
  const policy = SlaPolicy.parse({
    ...regulationPolicy,
    tariffs: {
      premium: {
        low: { target: { unit: 'hours', value: 4 }, deadline: { unit: 'days', value: 1 } },
      },
    },
  })
  const due = (tariff: string | null) =>
    local(
      deadlines(
        [opened('23T10:00', 'low')],
        policyForTariff(policy, tariff),
        calendar,
        at('23T10:00'),
      ).due,
    )
  expect(due('premium')).toBe('24T18:00')
  expect(due('basic')).toBe('26T18:00')
  expect(due(null)).toBe('26T18:00')
})

test('a policy whose target is later than its deadline is refused', () => {
  const limits = {
    ...regulationPolicy.limits,
    low: { target: { unit: 'days', value: 2 }, deadline: { unit: 'hours', value: 9 } },
  }
  expect(SlaPolicy.safeParse({ ...regulationPolicy, limits }).success).toBe(false)
  expect(SlaPolicy.safeParse(regulationPolicy).success).toBe(true)
})
