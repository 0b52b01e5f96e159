import { expect, test } from 'vitest'
import { figures } from './evaluate.ts'
import { triageOffline } from './offline.ts'
import { readMessages, readTrainingSets, trainingFolder } from './training-data.ts'

const messages = readMessages(new URL('held-out.jsonl', trainingFolder))

test('no message of the held-out split is in the training sets', () => {
  const trained = new Set(readTrainingSets().flatMap((set) => set.messages.map((m) => m.text)))
  expect(messages.filter((message) => trained.has(message.text))).toEqual([])
})

test('the shipped model keeps its quality on messages it never saw', () => {
  const answered = messages.map((message) => ({
    message,
    result: triageOffline({ text: message.text, channel: message.channel ?? 'telegram' }),
  }))
  const value = new Map(figures(answered).map(({ name, interval }) => [name, interval.value]))
  expect(value.get('intent macro-F1')).toBeGreaterThan(0.85)
  expect(value.get('priority accuracy')).toBeGreaterThan(0.86)
  expect(value.get('complexity accuracy')).toBeGreaterThan(0.85)
  expect(value.get('compromise recall')).toBeGreaterThan(0.95)
})
