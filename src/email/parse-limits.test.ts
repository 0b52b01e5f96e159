import { describe, expect, test } from 'vitest'
import { seedMails } from './fixtures/mutate.ts'
import { rawMail, rawMultipart } from './fixtures/raw-mail.ts'
import { parseMail } from './parse.ts'

const megabyte = 1024 * 1024

function htmlOf(bytes: number): Buffer {
  const row = '<tr><td><p>Строка отчёта <b>№ 5012</b></p></td></tr>\r\n'
  const rows = row.repeat(Math.ceil(bytes / Buffer.byteLength(row)))
  return rawMail({
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: `<p>Смотрите таблицу</p><table>${rows}</table>`,
  })
}

describe('a large mail is read by a thread of its own', () => {
  test('with the same result as a small one', async () => {
    const inThread = { inlineBytes: 0 }
    for (const raw of seedMails) {
      expect(await parseMail(raw, inThread)).toEqual(await parseMail(raw))
    }
    const attached = rawMultipart('mixed', [
      { type: 'text/plain; charset=utf-8', body: 'Смотрите' },
      { type: 'application/pdf; name=a.pdf', body: Buffer.from('%PDF-1.7 …') },
    ])
    const mail = await parseMail(attached, inThread)
    expect(Buffer.isBuffer(mail.attachments[0]?.content)).toBe(true)
    expect(mail.attachments[0]?.content.toString()).toBe('%PDF-1.7 …')
  })

  test('also when it is 10 MB of HTML or 29 MB of attachment', async () => {
    const html = await parseMail(htmlOf(10 * megabyte))
    expect(html.text).toContain('Смотрите таблицу')
    const content = Buffer.alloc(21 * megabyte, 'x')
    const file = await parseMail(
      rawMultipart('mixed', [{ type: 'application/octet-stream; name=a.bin', body: content }]),
    )
    expect(file.attachments[0]?.content.equals(content)).toBe(true)
  })

  test('and ended when it takes too long', async () => {
    await expect(parseMail(htmlOf(10 * megabyte), { timeoutMs: 1 })).rejects.toMatchObject({
      reason: 'timeout',
    })
  })

  test('and ended when it takes too much memory', async () => {
    await expect(parseMail(htmlOf(25 * megabyte), { maxMemoryMb: 24 })).rejects.toMatchObject({
      reason: 'too_much_memory',
    })
  })

  test('while others wait for their turn', async () => {
    const mails = await Promise.all(
      Array.from({ length: 5 }, () => parseMail(rawMail(), { inlineBytes: 0 })),
    )
    expect(mails.map(({ subject }) => subject)).toEqual(Array(5).fill('Test'))
  })
})

describe('a bomb is refused before it is read', () => {
  test.each([
    ['10,000 parts', Array.from({ length: 10_000 }, () => '--b1\r\n\r\nx\r\n').join('')],
    [
      '10,000 levels',
      Array.from(
        { length: 10_000 },
        (_, i) => `--b${i + 1}\r\nContent-Type: multipart/mixed; boundary=b${i + 2}\r\n\r\n`,
      ).join(''),
    ],
  ])('of %s', async (_, body) => {
    const headers = { 'Content-Type': 'multipart/mixed; boundary=b1' }
    await expect(parseMail(rawMail({ headers, body }))).rejects.toMatchObject({
      reason: expect.stringMatching(/^(too_many_parts|nested_too_deep)$/),
    })
  })
})
