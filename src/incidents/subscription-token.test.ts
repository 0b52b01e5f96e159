import { expect, test } from 'vitest'
import { readSubscriptionToken, subscriptionToken } from './subscription-token.ts'

const id = '0195a1b2-c3d4-7e5f-8a6b-112233445566'
const key = 'k'.repeat(40)

test('a token names its subscription, and only with our signature', () => {
  const token = subscriptionToken(id, key)
  expect(readSubscriptionToken(token, key)).toBe(id)
  expect(readSubscriptionToken(token, 'o'.repeat(40))).toBeNull()
  for (let at = 0; at < token.length; at += 1) {
    const other = token[at] === 'A' ? 'B' : 'A'
    expect(readSubscriptionToken(token.slice(0, at) + other + token.slice(at + 1), key)).toBeNull()
  }
  expect(readSubscriptionToken('', key)).toBeNull()
})
