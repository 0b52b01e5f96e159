import { expect, test } from 'vitest'
import { triageOffline } from './offline.ts'
import { applyContext } from './with-context.ts'

const outage = triageOffline({
  channel: 'telegram',
  text: 'никто не может войти в кабинет, вход не работает',
})
const theft = triageOffline({ channel: 'telegram', text: 'украли флешку с эцп' })
const known = { senderKnown: true, suspended: false }

test('a known client’s letter stays as it was', () => {
  expect(applyContext(outage, known)).toEqual(outage)
})

test('a stranger’s letter is low, with the reason and without touching the original', () => {
  const result = applyContext(outage, { senderKnown: false, suspended: false })
  expect(result.priority).toBe('low')
  expect(result.evidence.at(-1)).toEqual({ field: 'priority', rule: 'unknown_sender_was_critical' })
  expect(outage.priority).toBe('critical')
})

test('compromise reported by a stranger stays critical', () => {
  expect(applyContext(theft, { senderKnown: false, suspended: true }).priority).toBe('critical')
})

test('a suspended client who cannot get in asks for access', () => {
  const result = applyContext(outage, { senderKnown: true, suspended: true })
  expect(result).toMatchObject({ intent: 'resume_access', category: 'security' })
})
