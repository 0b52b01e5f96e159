import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rawMultipart } from '../email/fixtures/raw-mail.ts'
import { rar4File, rar5File, zipFile } from './fixtures/archives.ts'
import { judgeAttachment } from './policy.ts'

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
  Buffer.from('0000000a49444154789c6300010000050001', 'hex'),
])
const jpg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb004300', 'hex')
const gif = Buffer.from('47494638396101000100800000000000ffffff21f90401', 'hex')
const bmp = Buffer.concat([
  Buffer.from('424d46000000000000003600000028000000', 'hex'),
  Buffer.alloc(40),
])
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n')
const exe = Buffer.concat([
  Buffer.from('4d5a90000300000004000000ffff0000', 'hex'),
  Buffer.alloc(64),
])
const elf = Buffer.concat([
  Buffer.from('7f454c46020101000000000000000000', 'hex'),
  Buffer.alloc(64),
])

const keys = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const der = Buffer.from(keys.privateKey.replace(/-----[^-]+-----|\s/g, ''), 'base64')
// The head of a PKCS#12 file: version 3, content of type data.
const p12 = Buffer.concat([
  Buffer.from('308209b70201033082097106092a864886f70d010701a0820962', 'hex'),
  Buffer.alloc(64, 1),
])

async function judge(name: string, content: Buffer) {
  const { verdict, reason } = await judgeAttachment({ name, content })
  return `${verdict} ${reason}`
}

describe('a file', () => {
  test.each<[string, Buffer, string]>([
    ['screen.png', png, 'accepted screenshot'],
    ['screen.jpg', jpg, 'accepted screenshot'],
    ['anim.gif', gif, 'accepted screenshot'],
    ['screen.bmp', bmp, 'refused bmp'],
    ['screen.png', bmp, 'refused bmp'],
    ['screen.exe', png, 'accepted screenshot'],
    ['akt.pdf', pdf, 'accepted document'],
    ['log.txt', Buffer.from('Ошибка 5012\n'), 'accepted document'],
    ['app.log', Buffer.from('2026-02-02 10:00 ERROR\n'), 'accepted document'],
    ['esf.xml', Buffer.from('<?xml version="1.0"?><a/>'), 'accepted document'],
    ['', Buffer.from('текст без имени'), 'accepted document'],
    ['BMW.txt', Buffer.from('BM это не картинка, а обычный текст письма'), 'accepted document'],
    ['page.html', Buffer.from('<!DOCTYPE html><p>x'), 'refused type_not_allowed'],
    [
      'image.svg',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'refused type_not_allowed',
    ],
    [
      'photo.webp',
      Buffer.from('524946462400000057454250565038200000', 'hex'),
      'refused type_not_allowed',
    ],
    ['table.csv', Buffer.from('a;b\n1;2'), 'refused type_not_allowed'],
    ['blob', Buffer.from([0, 1, 2, 3, 0, 255]), 'refused type_not_allowed'],
    ['empty.png', Buffer.alloc(0), 'refused empty'],
    ['setup.exe', exe, 'quarantined executable'],
    ['screen.png', exe, 'quarantined executable'],
    ['tool', elf, 'quarantined executable'],
    ['run.sh', Buffer.from('#!/bin/sh\nrm -rf x\n'), 'quarantined executable'],
    ['fix.bat', Buffer.from('@echo off\r\n'), 'quarantined executable'],
    ['a.js', Buffer.from('alert(1)'), 'quarantined executable'],
    ['photo\u202Egpj.exe', Buffer.from('x'), 'quarantined executable'],
    ['script.js. ', Buffer.from('alert(1)'), 'quarantined executable'],
  ])('%s is %s', async (name, content, expected) => {
    expect(await judge(name, content)).toBe(expected)
  })

  test('over the limit is refused', async () => {
    const policy = { documents: [], maxBytes: 10 }
    const { reason } = await judgeAttachment({ name: 'a.png', content: png }, policy)
    expect(reason).toBe('too_large')
  })

  test('of a kind taken off the list of documents is refused', async () => {
    const policy = { documents: [], maxBytes: 1000 }
    const { reason } = await judgeAttachment({ name: 'a.pdf', content: pdf }, policy)
    expect(reason).toBe('type_not_allowed')
  })
})

describe('a key container', () => {
  test.each<[string, Buffer]>([
    ['AUTH_RSA256.p12', Buffer.from('anything')],
    ['key.PFX', Buffer.from('anything')],
    ['store.jks', Buffer.from('anything')],
    ['private.key', Buffer.from('anything')],
    ['photo.png', p12],
    ['photo.png', Buffer.concat([Buffer.from('feedfeed00000002', 'hex'), Buffer.alloc(20)])],
    ['notes.txt', Buffer.from(keys.privateKey)],
    ['notes.txt', Buffer.from(`Мой ключ:\n${keys.privateKey}`)],
    ['data.bin', der],
  ])('%s is blocked by name or content', async (name, content) => {
    expect(await judge(name, content)).toBe('blocked key_container')
  })

  test('a public key or certificate is none', async () => {
    expect(await judge('public.txt', Buffer.from(keys.publicKey))).toBe('accepted document')
  })

  test('inside a mail that is attached is blocked', async () => {
    const inner = rawMultipart('mixed', [
      { type: 'application/octet-stream; name="GOST512.p12"', body: Buffer.from('x') },
    ])
    expect(await judge('Fwd.eml', inner)).toBe('blocked key_container')
    const unnamed = rawMultipart('mixed', [{ type: 'application/octet-stream', body: p12 }])
    expect(await judge('Fwd.eml', unnamed)).toBe('blocked key_container')
    const harmless = rawMultipart('mixed', [{ type: 'text/plain', body: 'x' }])
    expect(await judge('Fwd.eml', harmless)).toBe('refused type_not_allowed')
  })
})

describe.each([
  ['ZIP', zipFile, 'a.zip'],
  ['RAR 4', rar4File, 'a.rar'],
  ['RAR 5', rar5File, 'a.rar'],
] as const)('a %s archive', (_, make, name) => {
  test('of screenshots, BMP among them, is accepted and listed', async () => {
    const content = make([{ name: 'экран 1.bmp' }, { name: 'b.png', unpackedBytes: 70_000 }])
    const judged = await judgeAttachment({ name, content })
    expect(judged).toMatchObject({ verdict: 'accepted', reason: 'archive' })
    expect(judged.entries).toMatchObject([
      { name: 'экран 1.bmp', encrypted: false },
      { name: 'b.png', unpackedBytes: 70_000 },
    ])
  })

  test.each([
    ['a key', [{ name: 'x/GOST.P12' }], 'blocked key_in_archive'],
    ['a key that is encrypted', [{ name: 'a.p12', encrypted: true }], 'blocked key_in_archive'],
    ['a program', [{ name: 'a.png' }, { name: 'setup.EXE' }], 'quarantined executable_in_archive'],
    ['an archive', [{ name: 'inner.zip' }], 'quarantined nested_archive'],
    ['an encrypted file', [{ name: 'a.png', encrypted: true }], 'quarantined encrypted_archive'],
    ['a bomb', [{ name: 'a.bmp', unpackedBytes: 900_000_000 }], 'quarantined archive_bomb'],
  ])('with %s', async (_, files, expected) => {
    expect(await judge(name, make(files))).toBe(expected)
  })

  test('with thousands of entries is a bomb', async () => {
    const files = Array.from({ length: 2500 }, (_, i) => ({ name: `${i}.png` }))
    expect(await judge(name, make(files))).toBe('quarantined archive_bomb')
  })

  test('cut short or damaged anywhere is never accepted with other names, and never throws', async () => {
    const whole = make([{ name: 'a.png' }, { name: 'secret.p12' }])
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        expect(await judge(name, whole.subarray(0, length))).not.toBe('accepted archive')
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
        const damaged = Buffer.from(whole)
        damaged[at] = byte
        await judge(name, damaged)
      }),
    )
  })
})

describe('archives made to mislead', () => {
  test('a RAR with encrypted names is quarantined', async () => {
    expect(await judge('a.rar', rar4File([], true))).toBe('quarantined encrypted_archive')
    expect(await judge('a.rar', rar5File([], true))).toBe('quarantined encrypted_archive')
  })

  test('a ZIP whose directory and local headers disagree is quarantined', async () => {
    const content = zipFile([{ name: 'photo.png', localName: 'steal.p12' }])
    expect(await judge('a.zip', content)).toBe('quarantined archive_unreadable')
  })

  test('names of Windows archives in cp866 are read', async () => {
    const rawName = Buffer.from([0x8a, 0xab, 0xee, 0xe7, 0x2e, 0x70, 0x31, 0x32])
    const judged = await judgeAttachment({
      name: 'a.zip',
      content: zipFile([{ name: '', rawName }]),
    })
    expect(judged).toMatchObject({ verdict: 'blocked', entries: [{ name: 'Ключ.p12' }] })
  })

  test('Office documents are documents, with macros they are programs', async () => {
    const docx = zipFile([{ name: '[Content_Types].xml' }, { name: 'word/document.xml' }])
    const xlsx = zipFile([{ name: '[Content_Types].xml' }, { name: 'xl/workbook.xml' }])
    expect(await judge('a.docx', docx)).toBe('accepted document')
    expect(await judge('a.xlsx', xlsx)).toBe('accepted document')
    const macro = zipFile([
      { name: '[Content_Types].xml' },
      { name: 'word/document.xml' },
      { name: 'word/vbaProject.bin' },
    ])
    expect(await judge('a.docx', macro)).toBe('quarantined executable')
  })
})
