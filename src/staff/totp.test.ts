import { Secret } from 'otpauth'
import { expect, test } from 'vitest'
import {
  newRecoveryCode,
  newTotpSecret,
  plainRecoveryCode,
  totpCode,
  totpStep,
  totpUri,
} from './totp.ts'

const rfc = Secret.fromLatin1('12345678901234567890').base32
const at = (seconds: number) => new Date(seconds * 1000)

// RFC 6238, appendix B, for SHA-1; the last six of its eight digits.
test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('at second %i the code is %s', (seconds, code) => {
  expect(totpCode(rfc, at(seconds))).toBe(code)
  expect(totpStep(rfc, code, at(seconds), 0)).toBe(Math.floor(seconds / 30))
})

test('a code is taken a step early or late, no further, and never twice', () => {
  const code = totpCode(rfc, at(3000))
  expect(totpStep(rfc, ` ${code.slice(0, 3)} ${code.slice(3)}`, at(3000), 0)).toBe(100)
  expect(totpStep(rfc, code, at(2970), 0)).toBe(100)
  expect(totpStep(rfc, code, at(3059), 0)).toBe(100)
  expect(totpStep(rfc, code, at(3060), 0)).toBeNull()
  expect(totpStep(rfc, code, at(2939), 0)).toBeNull()
  expect(totpStep(rfc, code, at(3000), 100)).toBeNull()
})

test.each(['', '12345', '1234567', 'abcdef', '000000 or 1=1'])('%j is no code', (typed) => {
  expect(totpStep(rfc, typed, at(3000), 0)).toBeNull()
})

test('secrets and recovery codes are long, plain and never the same', () => {
  expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/)
  expect(totpUri(newTotpSecret(), 'a@kense.app')).toMatch(
    /^otpauth:\/\/totp\/kense:a%40kense\.app\?/,
  )
  const codes = Array.from({ length: 200 }, newRecoveryCode)
  expect(new Set(codes).size).toBe(200)
  for (const code of codes) expect(code).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
  expect(plainRecoveryCode(' ABCD efgh-2345 - 6789')).toBe('abcdefgh23456789')
})
