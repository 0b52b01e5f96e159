import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkDigit,
  findTicketNumbers,
  formatTicketNumber,
  isValidTicketNumber,
  makeTicketNumber,
} from './ticket-number.ts'

const body = fc.integer({ min: 10_000_000, max: 99_999_999 }).map(String)
const number = body.map((digits) => digits + checkDigit(digits))

describe('the check digit', () => {
  test('agrees with the published example', () => {
    expect(checkDigit('572')).toBe('4')
  })

  test('detects every single wrong digit', () => {
    fc.assert(
      fc.property(number, fc.nat(8), fc.integer({ min: 1, max: 9 }), (nine, at, step) => {
        const wrong = String((Number(nine[at]) + step) % 10)
        expect(isValidTicketNumber(nine.slice(0, at) + wrong + nine.slice(at + 1))).toBe(false)
      }),
    )
  })

  test('detects every swap of unequal neighbours', () => {
    fc.assert(
      fc.property(number, fc.nat(7), (nine, at) => {
        fc.pre(nine[at] !== nine[at + 1])
        const swapped = `${nine.slice(0, at)}${nine[at + 1]}${nine[at]}${nine.slice(at + 2)}`
        expect(isValidTicketNumber(swapped)).toBe(false)
      }),
    )
  })
})

describe('a new number', () => {
  test('is valid, has nine digits and no leading zero, whatever the random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
        const nine = makeTicketNumber(() => bytes)
        expect(nine).toMatch(/^[1-9]\d{8}$/)
        expect(isValidTicketNumber(nine)).toBe(true)
      }),
    )
  })

  test('does not repeat within a few hundred draws', () => {
    const drawn = new Set(Array.from({ length: 300 }, () => makeTicketNumber(randomBytes)))
    expect(drawn.size).toBeGreaterThan(298)
  })
})

const nine = `48392017${checkDigit('48392017')}`
const [a, b, c] = [nine.slice(0, 3), nine.slice(3, 6), nine.slice(6)]

describe('finding', () => {
  test.each([
    [`Re: [KNS-${a}-${b}-${c}] Не приходит СМС`],
    [`RE[2]: KNS-${a}-${b}-${c}`],
    [`re: kns-${a}-${b}-${c}`],
    [`Отв: КНС-${a}-${b}-${c}`],
    [`кнс ${a} ${b} ${c}`],
    [`KHC ${a}-${b}-${c}`],
    [`KNS${nine}`],
    [`(KNS${nine})`],
    [`KNS № ${a} ${b} ${c}`],
    [`KNS #${nine}.`],
    [`KNS: ${nine}`],
    [`KNS–${a}–${b}–${c}`],
    [`KNS−${a}—${b}‑${c}`],
    [`[KNS-${a}-\r\n ${b}-${c}]`],
    [`[KNS-${a}-\r\n\t${b}-${c}]`],
    [`> [KNS-${a}-\n> ${b}-${c}]`],
    [`KNS-\u00AD${a}-\u200B${b}-${c}`],
    [`ＫＮＳ－${a}－${b}－${c}`],
    [`KNS_${a}_${b}_${c}`],
    [`KNS-${a}-${b}-${c} 2 файла`],
    [`KNS-${a}-${b}-${c} 87010000000`],
    [`Жауап: KNS\u00A0${a}\u00A0${b}\u00A0${c}, рақмет`],
    [`KNS-${nine.slice(0, 4)} ${nine.slice(4)}`],
  ])('%j', (text) => {
    expect(findTicketNumbers(text)).toEqual({ found: [nine], mistyped: [] })
  })

  const wrong = `${nine.slice(0, 8)}${(Number(nine[8]) + 1) % 10}`
  test.each([
    ['a wrong check digit', `[KNS-${a}-${b}-${wrong.slice(6)}]`, wrong],
    ['eight digits', `KNS-${a}-${b}-${c.slice(0, 2)}`, nine.slice(0, 8)],
    ['ten digits', `KNS-${a}-${b}-${c}5`, `${nine}5`],
    ['a fourth group', `KNS-${a}-${b}-${c}-5`, `${nine}5`],
    ['ten digits without dashes', `KNS${nine}0`, `${nine}0`],
  ])('%s is mistyped', (_, text, digits) => {
    expect(findTicketNumbers(text)).toEqual({ found: [], mistyped: [digits] })
  })

  test.each([
    [nine],
    ['тел. 770 123 456'],
    [`ИИН ${nine}012`],
    ['КНС 5 не работает'],
    ['KNS-2024'],
    [`BANKNS${nine}`],
    [`INV-${a}-${b}-${c}`],
    ['KNS'],
    [''],
  ])('%j holds no ID', (text) => {
    expect(findTicketNumbers(text)).toEqual({ found: [], mistyped: [] })
  })

  test('several IDs come in order, each once', () => {
    const other = `12345678${checkDigit('12345678')}`
    const text = `Re: [${formatTicketNumber(other)}] ${formatTicketNumber(nine)} ${formatTicketNumber(other)}`
    expect(findTicketNumbers(text).found).toEqual([other, nine])
  })

  test('a mistyped ID is never taken for another ticket', () => {
    fc.assert(
      fc.property(number, fc.nat(8), fc.integer({ min: 1, max: 9 }), (right, at, step) => {
        const digit = String((Number(right[at]) + step) % 10)
        const typed = right.slice(0, at) + digit + right.slice(at + 1)
        const seen = findTicketNumbers(`Re: [${formatTicketNumber(typed)}] тема`)
        expect(seen).toEqual({ found: [], mistyped: [typed] })
      }),
    )
  })

  test('every formatted number is found, whatever stands around it', () => {
    fc.assert(
      fc.property(number, fc.string(), fc.string(), (right, before, after) => {
        const text = `${before} [${formatTicketNumber(right)}] ${after}`
        expect(findTicketNumbers(text).found).toContain(right)
      }),
    )
  })

  test('stays fast on hostile text', () => {
    const before = process.cpuUsage()
    findTicketNumbers('KNS'.repeat(200_000) + 'KNS-1 '.repeat(50_000) + '- '.repeat(200_000))
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000)
  })
})
