import { expect, test } from 'vitest'
import { type TelegramHealth, telegramTrouble } from './health.ts'

const now = new Date('2026-11-23T05:00:00Z')
const ago = (seconds: number) => new Date(+now - seconds * 1000)
const health = (given: Partial<TelegramHealth>): TelegramHealth => ({
  id: 1,
  mode: 'polling',
  lastUpdateAt: ago(3600),
  seenAt: ago(10),
  pending: 0,
  lastError: null,
  lastErrorAt: null,
  checkedAt: null,
  ...given,
})
const quiet = { pending: 0, lastError: null, lastErrorAt: null }

test.each([
  ['a quiet night is no trouble', health({}), quiet, null],
  ['nothing is known before the first start', null, quiet, null],
  ['Telegram does not answer', health({}), null, 'unreachable'],
  ['nobody polls', health({ seenAt: ago(100) }), quiet, 'nobody_polls'],
  ['a webhook need not be called', health({ mode: 'webhook', seenAt: ago(9000) }), quiet, null],
  [
    'a webhook that fails now',
    health({ mode: 'webhook' }),
    { pending: 3, lastError: 'Wrong response', lastErrorAt: ago(20) },
    'webhook_fails',
  ],
  [
    'a webhook that failed yesterday',
    health({ mode: 'webhook' }),
    { pending: 0, lastError: 'Wrong response', lastErrorAt: ago(86_400) },
    null,
  ],
  ['updates pile up', health({}), { ...quiet, pending: 80 }, 'updates_pile_up'],
  ['a rush is no trouble', health({ lastUpdateAt: ago(2) }), { ...quiet, pending: 80 }, null],
] as const)('%s', (_name, known, info, trouble) => {
  expect(telegramTrouble(known, info, now)).toBe(trouble)
})
