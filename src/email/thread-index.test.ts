import { expect, test } from 'vitest'
import { answerThreadIndex, readThreadIndex } from './thread-index.ts'

const head = Buffer.from(Array.from({ length: 22 }, (_, n) => n + 1))
const read = (bytes: Buffer) =>
  readThreadIndex(new Map([['thread-index', [bytes.toString('base64')]]]))

test('the first mail and every reply name one conversation', () => {
  const first = read(head)
  const reply = read(Buffer.concat([head, Buffer.alloc(10, 7)]))
  expect(first?.isReply).toBe(false)
  expect(reply).toEqual({ ref: first?.ref, isReply: true })
})

test('an answer goes on in it', () => {
  const { ref } = read(head) ?? { ref: '' }
  const said = Buffer.from(answerThreadIndex(['<a@b.kz>', ref]) ?? '', 'base64')
  expect(read(said)).toEqual({ ref, isReply: true })
  expect(answerThreadIndex(['<a@b.kz>'])).toBeNull()
})

test.each([
  Buffer.alloc(0),
  head.subarray(1),
  Buffer.concat([head, Buffer.alloc(3)]),
  Buffer.concat([head, Buffer.alloc(5000)]),
])('what is no conversation of Outlook is none', (bytes) => {
  expect(read(bytes)).toBeNull()
})
