import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeMessageId, makePlusToken, plusAddress, readMessageId, readPlusToken } from './token.ts'

const secret = 'test-secret'
const ids = fc.oneof(fc.uuid(), fc.integer({ min: 1 }).map(String))

describe('a signed Message-ID', () => {
  test('is read back, also when a mailer folded its case or dropped its brackets', () => {
    fc.assert(
      fc.property(ids, ids, (ticketId, outboundId) => {
        const id = makeMessageId(ticketId, outboundId, secret, 'kense.app')
        const own = { ticketId, outboundId }
        expect(readMessageId(id, secret)).toEqual(own)
        expect(readMessageId(id.toUpperCase(), secret)).toEqual(own)
        expect(readMessageId(id.slice(1, -1), secret)).toEqual(own)
      }),
    )
  })

  test('of another ticket, another secret or another domain part is told apart', () => {
    const id = makeMessageId('17', '4', secret, 'kense.app')
    expect(readMessageId(id.replace('17', '18'), secret)).toBeNull()
    expect(readMessageId(id, 'other')).toBeNull()
    expect(readMessageId('<CAF1x@mail.gmail.com>', secret)).toBeNull()
    expect(readMessageId('', secret)).toBeNull()
  })

  test('refuses ids that would break the header', () => {
    expect(() => makeMessageId('a>b', '1', secret, 'kense.app')).toThrow(RangeError)
  })
})

describe('a plus token', () => {
  test('is read back from the whole address and fits a local part', () => {
    fc.assert(
      fc.property(ids, (ticketId) => {
        const address = plusAddress('support@kense.app', makePlusToken(ticketId, secret))
        expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64)
        expect(readPlusToken(address, secret)).toBe(ticketId)
        expect(readPlusToken(address.toUpperCase(), secret)).toBe(ticketId)
      }),
    )
  })

  test('made up or taken from a Message-ID opens nothing', () => {
    expect(readPlusToken('support+17.00000000000000000000@kense.app', secret)).toBeNull()
    expect(readPlusToken('support@kense.app', secret)).toBeNull()
    const signature = makeMessageId('17', '4', secret, 'kense.app').split('.')[3]?.split('@')[0]
    expect(readPlusToken(`17.${signature}`, secret)).toBeNull()
  })
})
