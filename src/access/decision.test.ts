import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accessDecision, normaliseSerial, type SuspensionFact } from './decision.ts'

const at = new Date('2026-11-23T05:00:00Z')
const later = new Date('2026-11-23T06:00:00Z')

function suspended(values: Partial<SuspensionFact> = {}): SuspensionFact {
  return {
    id: 's1',
    scope: 'platform',
    reason: 'breach',
    products: [],
    holderContactId: null,
    keySerials: [],
    codes: ['4.3.1'],
    startsAt: at,
    liftedAt: null,
    ...values,
  }
}
const decide = (suspensions: SuspensionFact[], subject = {}, when = at) =>
  accessDecision({ suspensions, subject }, when)

describe('a client', () => {
  test('without suspensions is allowed', () => {
    expect(decide([])).toEqual({
      access: 'allowed',
      closedProducts: [],
      reasons: [],
      changesAt: null,
    })
  })

  test('with two grounds is denied until neither is left', () => {
    const breach = suspended()
    const compromise = suspended({ id: 's2', reason: 'key_compromise' })
    expect(decide([breach, compromise]).reasons).toHaveLength(2)
    expect(decide([{ ...breach, liftedAt: at }, compromise]).access).toBe('denied')
    expect(
      decide([
        { ...breach, liftedAt: at },
        { ...compromise, liftedAt: at },
      ]).access,
    ).toBe('allowed')
  })

  test('closed in products is restricted to the others; a full one dominates', () => {
    const products = suspended({ scope: 'products', products: ['signing', 'documents'] })
    expect(decide([products])).toMatchObject({
      access: 'restricted',
      closedProducts: ['documents', 'signing'],
    })
    expect(decide([products, suspended({ id: 's2' })])).toMatchObject({ access: 'denied' })
  })

  test('is open until a suspension set for the future begins, and told when', () => {
    const future = suspended({ startsAt: later })
    expect(decide([future])).toMatchObject({ access: 'allowed', changesAt: later })
    expect(decide([future], {}, later)).toMatchObject({ access: 'denied', changesAt: null })
  })

  test('keeps access when only a holder of it is suspended', () => {
    expect(decide([suspended({ scope: 'holder', holderContactId: 'c1' })]).access).toBe('allowed')
  })
})

describe('a holder and his keys', () => {
  const holder = suspended({
    scope: 'holder',
    holderContactId: 'c1',
    keySerials: ['1F0A'],
    reason: 'key_compromise',
  })

  test.each([
    [{ holderContactId: 'c1' }, 'denied'],
    [{ keySerial: '00:1f:0a' }, 'denied'],
    [{ holderContactId: 'c2', keySerial: '2F' }, 'allowed'],
  ])('%j is %s', (subject, access) => {
    expect(decide([holder], subject).access).toBe(access)
  })

  test('narrowed to keys closes those keys and not the person', () => {
    const keys = suspended({ scope: 'keys', keySerials: ['1F0A'] })
    expect(decide([keys], { holderContactId: 'c1' }).access).toBe('allowed')
    expect(decide([keys], { keySerial: '1f0a' }).access).toBe('denied')
  })
})

test('serial numbers are one however they are written', () => {
  expect(new Set(['00 1f:0A', '1F0a', '1f-0a'].map(normaliseSerial))).toEqual(new Set(['1F0A']))
})

test('one more ground never opens anything, and lifting all opens everything', () => {
  const order = { allowed: 0, restricted: 1, denied: 2 }
  const fact = fc.record({
    id: fc.uuid(),
    scope: fc.constantFrom('platform', 'products', 'holder', 'keys'),
    reason: fc.constantFrom('breach', 'key_compromise', 'tariff_expired'),
    products: fc.subarray(['a', 'b', 'c']),
    holderContactId: fc.constantFrom(null, 'c1', 'c2'),
    keySerials: fc.subarray(['1', '2']),
    codes: fc.constant<string[]>([]),
    startsAt: fc.constantFrom(at, later),
    liftedAt: fc.constantFrom(null, at),
  }) as fc.Arbitrary<SuspensionFact>
  const subjects = fc.constantFrom({}, { holderContactId: 'c1' }, { keySerial: '2' })
  fc.assert(
    fc.property(fc.array(fact), fact, subjects, (facts, more, subject) => {
      const before = order[decide(facts, subject).access]
      expect(order[decide([...facts, more], subject).access]).toBeGreaterThanOrEqual(before)
      const lifted = facts.map((one) => ({ ...one, liftedAt: at }))
      expect(decide(lifted, subject).access).toBe('allowed')
    }),
  )
})
