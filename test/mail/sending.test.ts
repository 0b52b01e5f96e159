import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, isNotNull } from 'drizzle-orm'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { identity } from '../../db/schema/people.ts'
import { outbound } from '../../db/schema/transport.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import { parseMail } from '../../src/email/parse.ts'
import { mailGateway, smtpTransport } from '../../src/email/smtp-gateway.ts'
import { addStaff } from '../../src/staff/add-staff.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { decideParticipant } from '../../src/tickets/decide-participant.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { type TestContext, testContext } from '../harness.ts'
import { mailDesk, settings } from './mail-desk.ts'
import { asGmail, byReferences, bySubject, type FiledMail } from './threading-models.ts'

let desk: TestContext
let post: ReturnType<typeof mailDesk>
let sink: SMTPServer
let raws: Buffer[]
/** `of`: only that recipient. */
let refuse: { at: 'RCPT' | 'DATA'; code: number; say: string; of?: string } | null
let folder: string
let operator: Ctx
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })

beforeEach(async () => {
  desk = await testContext()
  post = mailDesk(desk)
  raws = []
  refuse = null
  folder = mkdtempSync(join(tmpdir(), 'kense-dkim-'))
  writeFileSync(
    join(folder, 'key.pem'),
    keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  )
  const answer = (at: 'RCPT' | 'DATA') =>
    refuse?.at === at
      ? Object.assign(new Error(refuse.say), { responseCode: refuse.code })
      : undefined
  sink = new SMTPServer({
    authOptional: true,
    closeTimeout: 50,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(refuse?.of === undefined || refuse.of === address ? answer('RCPT') : undefined),
    onData(stream, _session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        raws.push(Buffer.concat(chunks))
        done(answer('DATA'))
      })
    },
  })
  sink.listen(0, '127.0.0.1')
  await once(sink.server, 'listening')
  const { staffId } = await addStaff(desk.ctx, {
    email: 'operator@kense.example',
    name: 'Ерлан',
    role: 'operator',
    password: 'a long enough password',
  })
  operator = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
})

afterEach(async () => {
  await new Promise<void>((resolve) => sink.close(resolve))
  rmSync(folder, { recursive: true })
  await desk.close()
})

function gateways() {
  const { port } = sink.server.address() as { port: number }
  const dkim = { domain: 'kense.app', selector: 'desk', keyFile: join(folder, 'key.pem') }
  const transport = smtpTransport(`smtp://127.0.0.1:${port}`, dkim)
  const email = mailGateway(transport, settings, desk.clock.now, post.store.get)
  return { telegram: email, email }
}

async function send(): Promise<void> {
  const out = gateways()
  await desk.drain({
    acknowledge: acknowledgeTicket,
    deliver: (ctx, payload) => deliver(ctx, out, payload),
  })
}

const rows = () => desk.db.select().from(outbound)

test('a mail is signed by our domain, in two forms, and reads well without HTML', async () => {
  await post.opened({ from: 'dana@client.example', subject: 'Не уходят счета' })
  await send()
  const [raw = Buffer.alloc(0)] = raws
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const verified = await dkimVerify(raw, {
    resolver: async () => [[`v=DKIM1; k=rsa; p=${publicKey}`]],
  })
  expect(verified.results[0]).toMatchObject({
    signingDomain: 'kense.app',
    status: { result: 'pass' },
  })
  const mail = await parseMail(raw)
  expect(mail.headers.get('content-type')?.[0]).toMatch(/^multipart\/alternative/)
  expect(mail.text).toMatch(/KNS-\d{3}-\d{3}-\d{3}/)
  expect(mail.text).toMatch(/230740039186/)
  expect(mail.text).not.toMatch(/<\w+[\s>]|&\w+;/)
  expect(mail.headers.has('list-unsubscribe')).toBe(false)
  expect(mail.replyTo[0]?.address).toMatch(/^support\+\S+@kense\.app$/)
})

test('after a temporary refusal the same mail is sent again, under the same Message-ID', async () => {
  await post.opened({ from: 'dana@client.example' })
  refuse = { at: 'DATA', code: 451, say: '4.7.1 greylisted' }
  await desk.drain({ acknowledge: acknowledgeTicket })
  const [row] = await rows()
  const input = { outboundId: row?.id ?? '' }
  await expect(deliver(desk.ctx, gateways(), input)).rejects.toThrow('451')
  expect((await rows())[0]).toMatchObject({ state: 'queued', lastError: 'SMTP 451 4.7.1' })
  refuse = null
  await deliver(desk.ctx, gateways(), input)
  const ids = await Promise.all(raws.map(async (raw) => (await parseMail(raw)).messageId))
  expect(ids).toHaveLength(2)
  expect(ids[0]).toBe(ids[1])
  expect((await rows())[0]).toMatchObject({ state: 'sent' })
})

test('a mail server that is away for a day loses no mail', async () => {
  await post.opened({ from: 'dana@client.example' })
  await desk.drain({ acknowledge: acknowledgeTicket })
  const [row] = await rows()
  const input = { outboundId: row?.id ?? '' }
  refuse = { at: 'RCPT', code: 421, say: 'try later' }
  for (let n = 0; n < 20; n += 1) {
    desk.clock.advance(3_600_000)
    await expect(deliver(desk.ctx, gateways(), input)).rejects.toThrow()
  }
  expect((await rows())[0]).toMatchObject({ state: 'queued', attempts: 20 })
  desk.clock.advance(30 * 3_600_000)
  await deliver(desk.ctx, gateways(), input)
  expect((await rows())[0]).toMatchObject({ state: 'dead' })
})

describe('a refusal for good', () => {
  test.each([
    ['of the recipient', { at: 'RCPT', code: 550, say: 'no such user' }, true],
    ['of the recipient after the mail', { at: 'DATA', code: 550, say: '5.1.1 unknown' }, true],
    ['of the mail', { at: 'DATA', code: 554, say: '5.7.1 looks like spam' }, false],
  ] as const)('%s leaves a dead letter; address marked: %s', async (_name, given, marked) => {
    await post.opened({ from: 'dana@client.example' })
    refuse = { ...given }
    await send()
    expect((await rows())[0]).toMatchObject({ state: 'dead' })
    const [address] = await desk.db.select().from(identity).where(eq(identity.channel, 'email'))
    expect(address?.unreachableAt !== null).toBe(marked)
  })
})

describe('who takes part by Cc', () => {
  const accept = async (ticketId: string, address: string, yes: boolean) =>
    decideParticipant(operator, { ticketId, address, accept: yes, reason: 'по телефону' })

  async function answeredTicket() {
    const ticket = await post.opened({
      from: 'dana@client.example',
      headers: { Cc: 'Бухгалтер <buh@client.example>, other@example.org' },
    })
    await send()
    await accept(ticket.id, 'buh@client.example', true)
    await accept(ticket.id, 'other@example.org', false)
    raws = []
    await replyToTicket(operator, { ticketId: ticket.id, text: 'Перезапустите NCALayer.' })
    return ticket
  }

  test("gets what staff write, the declined one and the desk's own mail do not reach him", async () => {
    await answeredTicket()
    await send()
    const mails = await Promise.all(raws.map((raw) => parseMail(raw)))
    expect(mails.map(({ to, cc }) => [...to, ...cc].map(({ address }) => address))).toEqual([
      ['dana@client.example', 'buh@client.example'],
    ])
  })

  test('a requester whose address is refused is marked, though the copy was taken', async () => {
    await answeredTicket()
    refuse = { at: 'RCPT', code: 550, say: 'no such user', of: 'dana@client.example' }
    await send()
    expect((await rows()).map(({ kind, state }) => [kind, state])).toContainEqual([
      'staff_reply',
      'dead',
    ])
    const marked = await desk.db.select().from(identity).where(isNotNull(identity.unreachableAt))
    expect(marked.map(({ address }) => address)).toEqual(['dana@client.example'])
  })
})

test('a conversation stays together in every mail program', async () => {
  const subject = 'Не уходят счета'
  const ticket = await post.opened({ from: 'dana@client.example', subject })
  const filed: FiledMail[] = [
    { name: 'question', messageId: '<1@client.example>', links: [], subject },
  ]
  const file = async (name: string) => {
    const mail = await parseMail(raws.at(-1) ?? Buffer.alloc(0))
    const links = [...mail.references, ...(mail.inReplyTo ? [mail.inReplyTo] : [])]
    filed.push({ name, messageId: mail.messageId ?? '', links, subject: mail.subject })
    return mail
  }
  await send()
  await file('acknowledgement')
  const answer = async (name: string) => {
    desk.clock.advance(60_000)
    await replyToTicket(operator, { ticketId: ticket.id, text: `${name}: проверьте связь.` })
    await send()
    return file(name)
  }
  for (let n = 1; n <= 8; n += 1) {
    const ours = await answer(`answer ${n}`)
    desk.clock.advance(60_000)
    const links = [...ours.references, ours.messageId ?? '']
    const reply = { messageId: `<reply-${n}@client.example>`, links, subject: ours.subject }
    filed.push({ name: `reply ${n}`, ...reply })
    const outcome = await post.receive({
      from: 'dana@client.example',
      subject: reply.subject,
      headers: {
        'Message-ID': reply.messageId,
        'In-Reply-To': ours.messageId ?? '',
        References: links.join(' '),
      },
    })
    expect(outcome).toMatchObject({ outcome: 'appended', ticketId: ticket.id })
  }
  const last = await answer('the last answer')
  const names = filed.map((mail) => mail.name)
  expect(byReferences(filed)).toEqual([names])
  // By subject alone an acknowledgement, which repeats no subject, stands apart.
  const talk = names.filter((name) => name !== 'acknowledgement')
  expect(bySubject(filed).toSorted((a, b) => b.length - a.length)[0]).toEqual(talk)
  // Gmail takes the ID for a part of the subject: all answers and replies are together.
  const gmail = asGmail(filed).toSorted((a, b) => b.length - a.length)
  expect(gmail[0]).toEqual(talk.slice(1))
  expect(last.references.length).toBeLessThanOrEqual(10)
  expect(last.references[0]).toBe('<1@client.example>')
  expect(last.inReplyTo).toBe('<reply-8@client.example>')
  expect(filed.every((mail) => mail.name === 'question' || mail.subject.includes(ticket.tag))).toBe(
    true,
  )
})
