import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchIncident } from './match.ts'
import { defaultIncidentRules, findRises, type Signal } from './rises.ts'
import { symptomsOf } from './symptoms.ts'

const now = new Date('2026-11-23T05:00:00Z')
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const dayMinutes = 24 * 60

let made = 0
function signal(over: Partial<Signal> = {}): Signal {
  made += 1
  return {
    ticketId: `t${String(made).padStart(4, '0')}`,
    clientKey: `c${made}`,
    product: 'signing',
    symptoms: ['sign'],
    at: minutesAgo(10),
    ...over,
  }
}
const many = (n: number, over: Partial<Signal> = {}) =>
  Array.from({ length: n }, () => signal(over))
const rises = (signals: Signal[], rules = defaultIncidentRules) => findRises(signals, rules, now)

describe('a rise', () => {
  test('needs distinct clients, not letters: one client who writes thirty times is one', () => {
    expect(rises(many(30, { clientKey: 'same' }))).toEqual([])
    expect(rises([...many(30, { clientKey: 'same' }), ...many(3)])).toEqual([])
    expect(rises([...many(30, { clientKey: 'same' }), ...many(4)])).toMatchObject([{ clients: 5 }])
  })

  test('counts the window only: what is as old as the window is out, the present moment is in', () => {
    expect(rises(many(5, { at: minutesAgo(60) }))).toEqual([])
    expect(rises(many(5, { at: minutesAgo(59) }))).toHaveLength(1)
    expect(rises(many(5, { at: now }))).toHaveLength(1)
  })

  test('is measured against the same hour of the week before', () => {
    const busy = Array.from({ length: 7 }, (_, day) =>
      many(2, { at: minutesAgo((day + 1) * dayMinutes + 10) }),
    ).flat()
    expect(rises([...busy, ...many(5)])).toEqual([])
    expect(rises([...busy, ...many(6)])).toMatchObject([{ clients: 6, usual: 2 }])
    // Another hour of those days says nothing.
    const otherHour = busy.map((one) => ({
      ...one,
      at: new Date(one.at.getTime() - 3 * 3_600_000),
    }))
    expect(rises([...otherHour, ...many(5)])).toMatchObject([{ usual: 0 }])
  })

  test('is of one product and one symptom; the strongest of a product is told', () => {
    expect(rises([...many(4), ...many(4, { product: 'platform' })])).toEqual([])
    expect(rises([...many(4), ...many(4, { symptoms: ['login'] })])).toEqual([])
    expect(
      rises([
        ...many(5),
        ...many(6, { symptoms: ['login'] }),
        ...many(5, { product: 'documents' }),
      ]),
    ).toMatchObject([
      { product: 'documents', symptom: 'sign' },
      { product: 'signing', symptom: 'login' },
    ])
  })

  test('keeps to the numbers of its product', () => {
    const rules = {
      ...defaultIncidentRules,
      products: { signing: { clients: 2, windowMinutes: 5 } },
    }
    expect(rises(many(2), rules)).toEqual([])
    expect(rises(many(2, { at: minutesAgo(4) }), rules)).toHaveLength(1)
    expect(rises(many(2, { at: minutesAgo(4), product: 'documents' }), rules)).toEqual([])
  })

  test('after an incident only what came later counts', () => {
    const quiet = new Map([['signing:sign', minutesAgo(8)]])
    expect(findRises(many(9), defaultIncidentRules, now, quiet)).toEqual([])
    const later = many(5, { at: minutesAgo(7) })
    expect(findRises([...many(9), ...later], defaultIncidentRules, now, quiet)).toMatchObject([
      { ticketIds: later.map(({ ticketId }) => ticketId) },
    ])
  })

  test('depends on nothing but the signals: not on their order, nor on others of the same client', () => {
    const some = fc.array(
      fc.record({
        clientKey: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
        product: fc.constantFrom('signing', 'platform'),
        symptoms: fc.constantFrom<Signal['symptoms']>(['sign'], ['login'], ['sign', 'login']),
        minutes: fc.integer({ min: 0, max: 8 * dayMinutes }),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(some, fc.integer(), (list, seed) => {
        const signals = list.map(({ minutes, ...one }, at) =>
          signal({ ...one, ticketId: `t${at}`, at: minutesAgo(minutes) }),
        )
        const found = rises(signals)
        const shuffled = signals.toSorted(
          (a, b) =>
            `${a.ticketId}${seed}`.localeCompare(`${b.ticketId}${seed}`) *
            (seed % 2 === 0 ? 1 : -1),
        )
        expect(rises(shuffled)).toEqual(found)
        for (const one of found) {
          const told = signals.filter(({ ticketId }) => one.ticketIds.includes(ticketId))
          expect(new Set(told.map(({ clientKey }) => clientKey)).size).toBe(one.clients)
          expect(one.clients).toBeGreaterThanOrEqual(Math.max(5, 3 * one.usual))
        }
      }),
      { numRuns: 200 },
    )
  })
})

test.each([
  ['Не могу подписать счёт, NCALayer молчит', ['sign']],
  ['Құжатқа қол қойылмайды', ['sign']],
  ['Cannot sign the document', ['sign']],
  ['Никто не может войти в кабинет', ['login', 'open']],
  ['Кіре алмай отырмыз', ['login']],
  ['Документы не отправляются', ['send']],
  ['Обмен с 1С встал', ['exchange']],
  ['Всё сломалось', ['other']],
])('«%s» complains of %s', (text, expected) => {
  expect(symptomsOf(text)).toEqual(expected)
})

describe('a request and an incident', () => {
  const subject = { product: 'signing', symptoms: ['sign'], intent: 'incident' } as const
  const incident = { id: 'i', product: 'signing', symptom: 'sign' }
  test.each([
    [subject, incident, 'same'],
    [subject, { ...incident, product: null, symptom: null }, 'same'],
    [{ ...subject, symptoms: ['login'] as const }, incident, 'maybe'],
    [{ ...subject, product: 'platform' }, incident, 'maybe'],
    [{ ...subject, product: 'documents' }, incident, 'nothing'],
    [{ ...subject, intent: 'status_question' } as const, incident, 'maybe'],
    [{ ...subject, intent: 'key_compromise' } as const, incident, 'nothing'],
    [{ ...subject, intent: 'billing' } as const, { ...incident, symptom: null }, 'nothing'],
  ] as const)('%o of %o: %s', (request, of, expected) => {
    expect(matchIncident(request, of)).toBe(expected)
  })
})
