import { describe, expect, test } from 'vitest'
import {
  type AcknowledgementFacts,
  brakes,
  burstEnd,
  decideAcknowledgement,
} from './mail-brakes.ts'

const now = new Date('2026-11-23T05:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)

const facts: AcknowledgementFacts = {
  now,
  isUrgent: false,
  isRoleAddress: false,
  unreachable: null,
  toSender: [],
  aboutTicket: [],
  toAll: 0,
  othersWait: false,
}
const decide = (given: Partial<AcknowledgementFacts>) =>
  decideAcknowledgement({ ...facts, ...given })

/** So many mails within a window, all of them older than the next shorter one. */
const within = (minutes: number, count: number) => {
  const shorter = Math.max(1.1, ...[10, 30, 60, 180].filter((other) => other < minutes))
  return Array.from({ length: count }, () => ago(shorter * 60 + 1))
}

test('the first mail of a sender is acknowledged at once', () => {
  expect(decide({})).toEqual({ action: 'send' })
})

describe('a burst', () => {
  test('a second mail within the minute waits for company', () => {
    expect(decide({ toSender: [ago(59)] })).toMatchObject({ reason: 'burst' })
    expect(decide({ toSender: [ago(60)] })).toEqual({ action: 'send' })
  })

  test('while others wait, the next one joins them', () => {
    expect(decide({ othersWait: true })).toMatchObject({ reason: 'burst' })
  })

  test('a compromise never waits for company', () => {
    expect(decide({ toSender: [ago(1)], isUrgent: true })).toEqual({ action: 'send' })
  })

  test('ends ten seconds after the last mail, a minute after the first at most', () => {
    expect(burstEnd([ago(9)], now)).toEqual(new Date(now.getTime() + 1000))
    expect(burstEnd([ago(10)], now)).toBeNull()
    expect(burstEnd([ago(59), ago(0)], now)).toEqual(new Date(now.getTime() + 1000))
    expect(burstEnd([ago(60), ago(0)], now)).toBeNull()
  })
})

describe('the brakes close at their figures, not before', () => {
  test.each(brakes.sender)('sender: $count in $minutes minutes', ({ minutes, count }) => {
    expect(decide({ toSender: within(minutes, count) })).toMatchObject({
      reason: 'sender_limit',
      limit: { minutes, count },
    })
    expect(decide({ toSender: within(minutes, count - 1) })).toEqual({ action: 'send' })
  })

  test.each(brakes.ticket)('ticket: $count in $minutes minutes', ({ minutes, count }) => {
    expect(decide({ aboutTicket: within(minutes, count) })).toMatchObject({
      reason: 'ticket_limit',
      limit: { minutes, count },
    })
    expect(decide({ aboutTicket: within(minutes, count - 1) })).toEqual({ action: 'send' })
  })

  test('all: 5000 in ten minutes', () => {
    expect(decide({ toAll: 5000 })).toMatchObject({ reason: 'global_limit' })
    expect(decide({ toAll: 4999 })).toEqual({ action: 'send' })
  })

  test('what a brake holds has a time to be looked at again', () => {
    expect(decide({ toAll: 5000 })).toMatchObject({ until: new Date(now.getTime() + 600_000) })
  })
})

describe('addresses that get no automatic mail', () => {
  test('role and robot addresses', () => {
    expect(decide({ isRoleAddress: true })).toMatchObject({ reason: 'role_address', until: null })
  })

  test('one that bounced rests for sixty days, a full mailbox for three', () => {
    const day = 86_400
    const bounced = (reason: string, days: number) =>
      decide({ unreachable: { at: ago(days * day), reason } }).action
    expect(bounced('bounced 5.1.1', 59)).toBe('hold')
    expect(bounced('bounced 5.1.1', 60)).toBe('send')
    expect(bounced('bounced 5.2.2', 2)).toBe('hold')
    expect(bounced('bounced 5.2.2', 3)).toBe('send')
  })
})
