import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { cutOutBlocked } from './cut-out.ts'
import { rawMail, rawMultipart } from './fixtures/raw-mail.ts'
import { tnefFile } from './fixtures/tnef-file.ts'
import { parseMail } from './parse.ts'

const key = Buffer.from('secret bytes of a key, which must not stay on any disk of ours')
const sha256 = createHash('sha256').update(key).digest('hex')
const blocked = [{ name: 'GOST512.p12', content: key }]
const text = { type: 'text/plain; charset=utf-8', body: 'Отправляю ключ' }

describe('the kept original', () => {
  test('has the key cut out, says so, and keeps everything else', async () => {
    const picture = Buffer.from('picture')
    const raw = rawMultipart('mixed', [
      text,
      { type: 'application/x-pkcs12; name="GOST512.p12"', body: key },
      { type: 'image/png; name="a.png"', body: picture },
    ])
    const kept = cutOutBlocked(raw, blocked)
    expect(kept.cut).toEqual([{ name: 'GOST512.p12', size: key.length, sha256 }])
    expect(kept.raw.includes(key.toString('base64').slice(0, 40))).toBe(false)
    const mail = await parseMail(kept.raw)
    expect(mail.text).toContain('Отправляю ключ')
    expect(mail.text).toContain(`size=${key.length} sha256=${sha256}`)
    expect(mail.attachments.at(-1)?.content.equals(picture)).toBe(true)
  })

  test('without blocked files is the same bytes', () => {
    const raw = rawMail()
    expect(cutOutBlocked(raw, [])).toEqual({ raw, cut: [] })
  })

  test('loses a container that held the key inside', async () => {
    const containers = [
      { type: 'application/ms-tnef; name=winmail.dat', body: tnefFile('x', 'GOST512.p12', key) },
      {
        type: 'message/rfc822',
        body: rawMultipart('mixed', [{ type: 'application/x-pkcs12', body: key }]).toString(),
      },
    ]
    for (const container of containers) {
      const { raw } = cutOutBlocked(rawMultipart('mixed', [text, container]), blocked)
      expect(raw.includes(key)).toBe(false)
      expect(raw.includes(key.toString('base64').slice(0, 40))).toBe(false)
      expect((await parseMail(raw)).text).toContain('Отправляю ключ')
    }
  })

  test('loses a mail that is nothing but the key', () => {
    const raw = rawMail({
      headers: { 'Content-Type': 'application/x-pkcs12', 'Content-Transfer-Encoding': 'base64' },
      body: key.toString('base64'),
    })
    const kept = cutOutBlocked(raw, blocked).raw
    expect(kept.includes(key.toString('base64'))).toBe(false)
    expect(kept.includes('From: Ivan Petrov')).toBe(true)
  })
})
