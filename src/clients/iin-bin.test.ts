import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import vectors from './fixtures/iin-bin-vectors.json' with { type: 'json' }
import { maskIinBin, parseIinBin } from './iin-bin.ts'

const today = new Date('2026-11-23T05:00:00Z')
const valid = [vectors.company_bin, ...vectors.valid, ...vectors.privacy_safe_valid]
const warningOf: Record<string, string> = {
  'дата не существует': 'date_not_real',
  'дата в будущем': 'date_in_future',
  '7-я цифра >6': 'seventh_digit',
  '7-я цифра 0': 'seventh_digit',
  'месяц регистрации': 'month',
}

describe('a valid number', () => {
  test.each(valid)('$value is accepted without warnings', ({ value, kind, pass }) => {
    expect(parseIinBin(value, today)).toEqual({
      ok: true,
      value,
      kind: kind.toLowerCase(),
      pass,
      warnings: [],
    })
  })

  test.each(vectors.checksum_ok_but_suspicious)('$value is accepted with a warning', (vector) => {
    const { value, kind, pass } = vector
    expect(parseIinBin(value, today)).toEqual({
      ok: true,
      value,
      kind: kind.toLowerCase(),
      pass,
      warnings: vector.w.map((said) => warningOf[said]),
    })
  })

  test('is read through spaces and hyphens', () => {
    expect(parseIinBin(' 900101-389960 ', today)).toMatchObject({ ok: true, value: '900101389960' })
    expect(parseIinBin('9001 0138 9960', today)).toMatchObject({ ok: true })
  })

  test('is masked but for its first half', () => {
    expect(maskIinBin('900101389960')).toBe('900101******')
  })
})

describe('an invalid number', () => {
  const separators = /[ -]/
  test.each(vectors.invalid.filter(({ value }) => !separators.test(value)))(
    '$value is refused: $why',
    ({ value }) => {
      expect(parseIinBin(value, today).ok).toBe(false)
    },
  )

  test('says what is wrong with it', () => {
    expect(parseIinBin('000000000000', today)).toEqual({ ok: false, fault: 'zeros' })
    expect(parseIinBin('90010138996', today)).toEqual({ ok: false, fault: 'length' })
    expect(parseIinBin('90010130000O', today)).toEqual({ ok: false, fault: 'characters' })
    expect(parseIinBin('900101389961', today)).toEqual({ ok: false, fault: 'checkDigit' })
  })

  test('in Arabic digits is refused', () => {
    expect(parseIinBin('٩٠٠١٠١٣٨٩٩٦٠', today)).toEqual({ ok: false, fault: 'characters' })
  })
})

test('of the ten last digits at most one is right, and no check digit is 10', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{11}$/), (head) => {
      const right = [...'0123456789'].filter((last) => parseIinBin(head + last, today).ok)
      expect(right.length).toBeLessThanOrEqual(1)
      expect(right).toEqual([...oracle(head)].filter((last) => Number(head + last) !== 0))
    }),
    { numRuns: 2000 },
  )
})

/** The rule once more, said the other way round: by complement instead of by sum of products. */
function oracle(head: string): string {
  const step = (shift: number) => {
    let sum = 0
    for (let at = 0; at < 11; at += 1) {
      const weight = ((at + shift) % 11) + 1
      for (let times = 0; times < weight; times += 1) sum += head.charCodeAt(at) - 48
    }
    return sum - 11 * Math.floor(sum / 11)
  }
  const first = step(0)
  if (first < 10) return String(first)
  const second = step(2)
  return second < 10 ? String(second) : ''
}
