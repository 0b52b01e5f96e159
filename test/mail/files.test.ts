import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attachment, ticket } from '../../db/schema/tickets.ts'
import { inbound, outbound } from '../../db/schema/transport.ts'
import { zipFile } from '../../src/attachments/fixtures/archives.ts'
import { mailView } from '../../src/delivery/mail-view.ts'
import { rawMultipart } from '../../src/email/fixtures/raw-mail.ts'
import { locales } from '../../src/i18n/locale.ts'
import { defaultSettings } from '../../src/settings/settings.ts'
import { updateSettings } from '../../src/settings/update-settings.ts'
import { sha256Of } from '../../src/storage/blob-store.ts'
import { staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'
import { mailDesk } from './mail-desk.ts'

const bmp = Buffer.concat([
  Buffer.from('424d46000000000000003600000028000000', 'hex'),
  Buffer.alloc(40),
])
const key = Buffer.from('the bytes of a key that nobody may keep')
const exe = Buffer.concat([Buffer.from('4d5a9000', 'hex'), Buffer.alloc(64)])
const pdf = Buffer.from('%PDF-1.7\n1 0 obj')

let desk: TestContext
let mail: ReturnType<typeof mailDesk>
beforeAll(async () => {
  desk = await testContext()
  mail = mailDesk(desk)
})
afterAll(() => desk.close())

let mails = 0
function withFiles(subject: string): Buffer {
  mails += 1
  return rawMultipart(
    'mixed',
    [
      { type: 'text/plain; charset=utf-8', body: 'Слова вокруг файлов' },
      { type: 'image/png; name=screen.png', body: bmp },
      { type: 'application/x-pkcs12; name=AUTH.p12', body: key },
      { type: 'application/octet-stream; name=setup.exe', body: exe },
      { type: 'application/pdf; name=akt.pdf', body: pdf },
    ],
    { Subject: subject, 'Message-ID': `<files${mails}@example.kz>` },
  )
}

async function filesOf(ticketId: string) {
  const [message] = (await mail.messages(ticketId)).slice(-1)
  const rows = await desk.db
    .select()
    .from(attachment)
    .where(eq(attachment.messageId, message?.id ?? ''))
  return { body: message?.body, rows: rows.map(({ name, verdict }) => `${name} ${verdict}`).sort() }
}

describe('files of a mail', () => {
  test('are judged one by one and the words around them stay', async () => {
    const opened = await mail.opened({ raw: withFiles('Файлы') })
    expect(await filesOf(opened.id)).toEqual({
      body: 'Слова вокруг файлов',
      rows: ['AUTH.p12 blocked', 'akt.pdf accepted', 'screen.png refused', 'setup.exe quarantined'],
    })
  })

  test('never bring a key into the store: it is cut out of the original, which says so', async () => {
    const opened = await mail.opened({ raw: withFiles('Ключ') })
    const [row] = await desk.db.select().from(inbound).where(eq(inbound.ticketId, opened.id))
    const original = mail.store.all.get(row?.rawSha256 ?? '') ?? Buffer.alloc(0)
    expect(original.toString()).toContain(
      `[removed: key container] name="AUTH.p12" size=${key.length} sha256=${sha256Of(key)}`,
    )
    for (const stored of mail.store.all.values()) {
      expect(stored.includes(key)).toBe(false)
      expect(stored.includes(key.toString('base64').slice(0, 40))).toBe(false)
    }
    expect(mail.store.all.has(sha256Of(bmp))).toBe(false)
  })

  test('that come later and are not taken are told to their sender, with the way out', async () => {
    const opened = await mail.opened({ subject: 'Позже' })
    await desk.db
      .update(ticket)
      .set({ acknowledgedAt: desk.clock.now() })
      .where(eq(ticket.id, opened.id))
    await mail.receive({ raw: withFiles(`Re: ${opened.tag} Позже`) })
    const [told] = await desk.db.select().from(outbound).where(eq(outbound.ticketId, opened.id))
    expect(told).toMatchObject({
      kind: 'files',
      address: 'ivan@example.kz',
      model: { refused: [{ name: 'screen.png', reason: 'bmp' }], keyFile: true },
    })
    for (const locale of locales) {
      const content = { kind: 'files', model: told?.model } as Parameters<typeof mailView>[0]
      const { body } = mailView(content, locale, {
        publicUrl: 'http://x',
        faqBaseUrl: 'http://x/help',
        ratingUrl: () => '',
        unsubscribeUrl: () => '',
        settings: defaultSettings,
      })
      expect(body.text).toMatch(/ZIP/)
      expect(body.text).toContain('BMP')
      expect(body.text).toContain(`http://x/compromise?lang=${locale}`)
    }
  })

  test('are accepted by the list of documents that staff set', async () => {
    const supervisor = await staffCtx(desk.ctx, 'supervisor')
    await updateSettings(supervisor, { documentKinds: 'TXT; log' })
    const opened = await mail.opened({ raw: withFiles('Список') })
    expect((await filesOf(opened.id)).rows).toContain('akt.pdf refused')
    await updateSettings(supervisor, { documentKinds: 'pdf' })
    const again = await mail.opened({ raw: withFiles('Список опять') })
    expect((await filesOf(again.id)).rows).toContain('akt.pdf accepted')
  })

  test('that are archives are listed, not unpacked', async () => {
    const zip = zipFile([{ name: 'экран 1.bmp', unpackedBytes: 70_000 }, { name: 'b.png' }])
    const raw = rawMultipart(
      'mixed',
      [
        { type: 'text/plain; charset=utf-8', body: 'Снимки в архиве' },
        { type: 'application/zip; name=a.zip', body: zip },
      ],
      { 'Message-ID': '<zip@example.kz>' },
    )
    const opened = await mail.opened({ raw })
    const [message] = await mail.messages(opened.id)
    const [file] = await desk.db
      .select()
      .from(attachment)
      .where(eq(attachment.messageId, message?.id ?? ''))
    expect(file).toMatchObject({ verdict: 'accepted', reason: 'archive' })
    expect(file?.listing?.split('\n')).toEqual([
      'экран 1.bmp (70 КБ)',
      expect.stringMatching(/^b\.png/),
    ])
  })
})
