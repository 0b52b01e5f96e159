import { expect, test } from 'vitest'
import { readLater, saysYes } from './later-words.ts'
import { triageOffline } from './offline.ts'
import type { Intent, Priority } from './types.ts'

const read = (
  text: string,
  ticket: { intent: Intent; priority: Priority } = { intent: 'consultation', priority: 'low' },
  doubtOpen = false,
) => readLater(ticket, triageOffline({ text, channel: 'telegram' }), text, doubtOpen)

test.each(['Да', 'да, спасибо', 'Иә.', 'иә, рахмет', 'Yes please', 'Добрый день! Да'])(
  '«%s» says yes',
  (text) => expect(saysYes(text)).toBe(true),
)

test.each(['нет', 'да нет, всё в порядке', 'Жоқ', 'Да, но речь шла о другом ключе от двери', ''])(
  '«%s» does not say yes',
  (text) => expect(saysYes(text)).toBe(false),
)

test('a compromise told in a later message is one', () => {
  expect(read('кстати, флешку с ключом эцп вчера украли из машины')).toEqual({
    kind: 'compromise',
    intent: 'key_compromise',
    answersDoubt: false,
  })
})

test('yes counts only while the question is open', () => {
  expect(read('Да', undefined, true)).toMatchObject({ kind: 'compromise', answersDoubt: true })
  expect(read('Да')).toEqual({ kind: 'nothing' })
})

test('a known compromise is not told a second time', () => {
  const ticket = { intent: 'key_compromise', priority: 'critical' } as const
  expect(read('флешку с ключом украли', ticket)).toEqual({ kind: 'nothing' })
})

test('what became worse is put before a person, what stays or eases is not', () => {
  expect(read('теперь никто из сотрудников не может войти, работа полностью стоит')).toEqual({
    kind: 'suggest',
  })
  expect(read('спасибо, понятно')).toEqual({ kind: 'nothing' })
  const outage = { intent: 'incident', priority: 'critical' } as const
  expect(read('у одного сотрудника не печатается акт', outage)).toEqual({ kind: 'nothing' })
})
