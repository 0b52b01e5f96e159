import { generateKeyPairSync } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageAssurance } from '../../db/schema/senders.ts'
import type { Ctx } from '../../src/context.ts'
import type { DnsResolve } from '../../src/email/assurance.ts'
import { checkSender, type SenderCheck } from '../../src/email/check-sender.ts'
import { rawMail, rawMultipart } from '../../src/email/fixtures/raw-mail.ts'
import type { MailEnvelope } from '../../src/email/smtp-receiver.ts'
import { buildClient, staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'
import { mailDesk } from './mail-desk.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const published = publicKey.replace(/-----[^-]+-----|\s/g, '')
const records: Record<string, string[][]> = {
  'TXT k1._domainkey.example.kz': [[`v=DKIM1; k=rsa; p=${published}`]],
  'TXT _dmarc.example.kz': [['v=DMARC1; p=reject']],
  'TXT example.kz': [['v=spf1 ip4:192.0.2.1 -all']],
}
const answering: DnsResolve = async (name, type) => {
  const found = records[`${type} ${name}`]
  if (found) return found
  throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
}
const silent: DnsResolve = () => new Promise(() => {})

async function signed(raw: Buffer): Promise<Buffer> {
  const key = { signingDomain: 'example.kz', selector: 'k1', privateKey }
  const { signatures } = await dkimSign(raw, {
    ...key,
    canonicalization: 'relaxed/relaxed',
    signatureData: [key],
  })
  return Buffer.concat([Buffer.from(signatures), raw])
}

let desk: TestContext
let mail: ReturnType<typeof mailDesk>
let staff: Ctx
beforeAll(async () => {
  desk = await testContext()
  mail = mailDesk(desk)
  staff = await staffCtx(desk.ctx, 'operator')
})
afterAll(() => desk.close())

let mails = 0
function from(address: string, extra: Record<string, string> = {}): Buffer {
  mails += 1
  return rawMail({
    headers: { From: `Кто-то <${address}>`, 'Message-ID': `<s${mails}@example.kz>`, ...extra },
  })
}

/** Receives a mail, does the jobs it queued, and returns what is stored about its sender. */
async function judged(
  raw: Buffer,
  check: Partial<SenderCheck> = {},
  envelope: MailEnvelope | null = null,
) {
  desk.clock.advance(1000)
  const outcome = await mail.receive({ raw, envelope })
  if (!('ticketId' in outcome)) throw new Error('no ticket')
  await desk.drain({
    'check-sender': (ctx, payload) =>
      checkSender(
        ctx,
        {
          store: mail.store,
          resolve: answering,
          trustedAuthservId: '',
          mta: 'mx.kense.app',
          ...check,
        },
        payload,
      ),
  })
  const messages = await mail.messages(outcome.ticketId)
  const [row] = await desk.db
    .select()
    .from(messageAssurance)
    .where(eq(messageAssurance.messageId, messages.at(-1)?.id ?? ''))
  return row ? `${row.level} ${row.reason}` : null
}

let clients = 0
async function trust(address: string): Promise<void> {
  clients += 1
  await buildClient(staff, {
    name: `ТОО ${clients}`,
    number: '',
    nonResident: true,
    noNumberReason: 'test',
    person: { name: 'Доверенный', role: 'first_head', email: address },
  })
}

describe('the sender of a mail', () => {
  test('is unknown the first time, claimed the second, verified once his address is trusted', async () => {
    const address = 'aliya@example.kz'
    expect(await judged(await signed(from(address)))).toBe('unknown address_unknown')
    expect(await judged(await signed(from(address)))).toBe('claimed address_not_trusted')
    await trust(address)
    expect(await judged(await signed(from(address)))).toBe('verified dmarc_pass')
  })

  test('who is trusted stays unproven without his signature, and by SPF from a server not his', async () => {
    const address = 'bolat@example.kz'
    await judged(from(address))
    await trust(address)
    expect(await judged(from(address))).toBe('claimed not_authenticated')
    const peer = (ip: string) => ({
      from: address,
      to: ['support@kense.app'],
      peer: { address: ip, helo: 'mx.example.kz' },
    })
    expect(await judged(from(address), {}, peer('192.0.2.1'))).toBe('verified dmarc_pass')
    expect(await judged(from(address), {}, peer('198.51.100.9'))).toBe('claimed dmarc_failed')
    // A relay of our own in front of us says nothing about the sender.
    expect(await judged(from(address), {}, peer('10.0.0.5'))).toBe('claimed not_authenticated')
  })

  test('is judged by the topmost trusted header instead of DNS when its name is set', async () => {
    const address = 'dana@example.kz'
    await judged(from(address))
    await trust(address)
    const header = 'mx.kense.app; dmarc=pass header.from=example.kz'
    const headed = (value: string) =>
      Buffer.concat([Buffer.from(`Authentication-Results: ${value}\r\n`), from(address)])
    const trusted = { trustedAuthservId: 'mx.kense.app', resolve: silent }
    expect(await judged(headed(header), trusted)).toBe('verified dmarc_pass')
    expect(await judged(headed(header.replace('mx.kense.app', 'evil.kz')), trusted)).toBe(
      'claimed not_authenticated',
    )
  })

  test('is checked without the network where none may be asked', async () => {
    const raw = await signed(from('aliya@example.kz'))
    expect(await judged(raw, { resolve: null })).toBe('claimed not_authenticated')
  })

  test('whose key file was cut out of the original is told apart from a forger', async () => {
    mails += 1
    const raw = await signed(
      rawMultipart(
        'mixed',
        [
          { type: 'text/plain; charset=utf-8', body: 'Мой ключ' },
          { type: 'application/x-pkcs12; name=a.p12', body: Buffer.from('key bytes') },
        ],
        { From: 'aliya@example.kz', 'Message-ID': `<cut${mails}@example.kz>` },
      ),
    )
    expect(await judged(raw)).toBe('claimed original_cut')
  })

  test('DNS that does not answer delays nothing: the mail is in, the check says so and is tried again', async () => {
    const raw = await signed(from('aliya@example.kz'))
    const trouble = judged(raw, { resolve: silent, timeoutMs: 20 })
    await expect(trouble).rejects.toThrow('DNS did not answer')
    const rows = await desk.db.select().from(messageAssurance)
    expect(rows.filter(({ reason }) => reason === 'dns_trouble')).toHaveLength(1)
  })
})
