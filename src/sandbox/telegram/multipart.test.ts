import { expect, test } from 'vitest'
import { parseMultipart } from './multipart.ts'

const type = 'multipart/form-data; boundary=----b1'
const body = (...parts: string[]) =>
  Buffer.from(`------b1\r\n${parts.join('\r\n------b1\r\n')}\r\n------b1--\r\n`)

test('fields and files are told apart by their file name', () => {
  const form = parseMultipart(
    body(
      'Content-Disposition: form-data; name="chat_id"\r\n\r\n42',
      'Content-Disposition: form-data; name="doc"; filename="a b.txt"\r\nContent-Type: text/plain\r\n\r\nhi',
    ),
    type,
  )
  expect(form?.fields).toEqual({ chat_id: '42' })
  expect(form?.files.get('doc')).toEqual({
    name: 'a b.txt',
    type: 'text/plain',
    bytes: new Uint8Array([104, 105]),
  })
})

test('an unquoted file name in UTF-8 is accepted', () => {
  const form = parseMultipart(
    body(
      'content-disposition:form-data;name="x";filename=отчёт.pdf\r\ncontent-type:application/octet-stream\r\n\r\n1',
    ),
    type,
  )
  expect(form?.files.get('x')?.name).toBe('отчёт.pdf')
})

test('content may hold line breaks and dashes', () => {
  const form = parseMultipart(
    body('Content-Disposition: form-data; name="t"\r\n\r\na\r\n--b\r\n----'),
    type,
  )
  expect(form?.fields).toEqual({ t: 'a\r\n--b\r\n----' })
})

test('a cut body or a missing boundary is refused', () => {
  expect(
    parseMultipart(body('Content-Disposition: form-data; name="t"\r\n\r\na').subarray(0, 50), type),
  ).toBeNull()
  expect(parseMultipart(Buffer.from('x'), 'multipart/form-data')).toBeNull()
})
