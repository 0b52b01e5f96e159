import { once } from 'node:events'
import { serve } from '@hono/node-server'
import nodemailer from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyAudit } from '../../src/audit-verify.ts'
import { actingAs } from '../../src/context.ts'
import { createTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/sandbox.ts'
import { addStaff } from '../../src/staff/add-staff.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { findTicketNumbers } from '../../src/tickets/ticket-number.ts'
import { ticketPage } from '../../src/tickets/ticket-page.ts'
import { type TestContext, testContext } from '../harness.ts'
import { type DeskProcess, startDeskProcess } from './desk-process.ts'

const together = [['bot,mail,admin,worker']]
const apart = [['admin'], ['worker'], ['mail'], ['bot']]

describe.each([
  { name: 'one process', processes: together },
  { name: 'four processes', processes: apart },
])('the whole path in $name', ({ processes }) => {
  let desk: TestContext
  let telegram: TelegramSandbox
  let api: ReturnType<typeof serve>
  let sink: SMTPServer
  const running: DeskProcess[] = []
  const mails: string[] = []
  let mailCame: (() => void) | null = null
  let smtpPort = 0

  beforeAll(async () => {
    desk = await testContext({
      now: () => new Date(),
      set: () => {},
      advance: () => {},
    })
    telegram = createTelegramSandbox({ now: () => new Date() })
    api = serve({ fetch: telegram.app.fetch, hostname: '127.0.0.1', port: 0 })
    await once(api, 'listening')
    sink = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        let raw = ''
        stream.on('data', (chunk: Buffer) => {
          raw += chunk
        })
        stream.on('end', () => {
          mails.push(raw)
          mailCame?.()
          done()
        })
      },
    })
    sink.listen(0, '127.0.0.1')
    await once(sink.server, 'listening')
    for (const [roles = ''] of processes) {
      const started = await startDeskProcess({
        ROLES: roles,
        DATABASE_URL: desk.url,
        TELEGRAM_BOT_TOKEN: '123456:test-token',
        TELEGRAM_API_ROOT: `http://127.0.0.1:${portOf(api)}`,
        SMTP_URL: `smtp://127.0.0.1:${portOf(sink.server)}`,
        INTAKE_QUIET_MS: '300',
      })
      running.push(started)
      const receiver = /smtp:\/\/127\.0\.0\.1:(\d+)/.exec(started.banner)
      if (receiver) smtpPort = Number(receiver[1])
    }
  }, 90_000)

  afterAll(async () => {
    for (const one of running) await one.stop()
    telegram.close()
    await new Promise((resolve) => api.close(resolve))
    await new Promise<void>((resolve) => sink.close(resolve))
    await desk.close()
  }, 60_000)

  async function nextMail(): Promise<string> {
    while (mails.length === 0) {
      await new Promise<void>((resolve) => {
        mailCame = resolve
      })
    }
    return unfold(mails.shift() ?? '')
  }

  test('quick messages become one ticket, a staff answer and its rating buttons come back', async () => {
    const user = telegram.world.createUser({ firstName: 'Айгерим', languageCode: 'ru' })
    telegram.world.sendText(user.id, 'Не подписывается акт')
    telegram.world.sendText(user.id, 'NCALayer не видит ключ')
    const acknowledged = await telegram.world.nextBotMessage(user.id, { timeoutMs: 20_000 })
    const [number = ''] = findTicketNumbers(acknowledged.text ?? '').found
    expect(number).toMatch(/^\d{9}$/)
    const page = await ticketPage(desk.db, number)
    expect(page?.messages).toHaveLength(2)

    const { staffId } = await addStaff(desk.ctx, {
      email: 'operator@kense.example',
      name: 'Ерлан',
      role: 'operator',
      password: 'a long enough password',
    })
    const operator = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
    const ticketId = page?.ticket.id ?? ''
    await replyToTicket(operator, { ticketId, text: 'Перезапустите NCALayer.', resolve: true })
    const answered = await telegram.world.nextBotMessage(user.id, { timeoutMs: 20_000 })
    expect(answered.text).toContain('Перезапустите NCALayer.')
    const buttons = answered.reply_markup?.inline_keyboard.flat() ?? []
    const five = buttons.find((button) => button.text === '5')
    expect(five).toBeDefined()
    telegram.world.press(
      user.id,
      answered.message_id,
      five && 'callback_data' in five ? five.callback_data : '',
    )
    await telegram.world.nextBotMessage(user.id, { timeoutMs: 20_000 })
    const rated = await ticketPage(desk.db, number)
    expect(rated?.ratings).toMatchObject([{ score: 5, cycle: 1 }])
  }, 60_000)

  test('a mail is acknowledged in its thread; a stranger who quotes the ID opens another ticket', async () => {
    const transport = nodemailer.createTransport({
      host: '127.0.0.1',
      port: smtpPort,
      ignoreTLS: true,
    })
    const messageId = '<first@client.example>'
    await transport.sendMail({
      from: 'Дана <dana@client.example>',
      to: 'support@kense.app',
      subject: 'Не уходят счета',
      text: 'Счета из 1С не уходят с утра.',
      messageId,
    })
    const acknowledgement = await nextMail()
    const [number = ''] = findTicketNumbers(subjectOf(acknowledgement)).found
    expect(number).toMatch(/^\d{9}$/)
    expect(acknowledgement).toContain(`In-Reply-To: ${messageId}`)
    expect(acknowledgement).toMatch(/^Auto-Submitted: auto-replied$/m)
    const subject = subjectOf(acknowledgement)

    await transport.sendMail({
      from: 'dana@client.example',
      to: 'support@kense.app',
      subject,
      text: 'Уже три часа.',
    })
    await transport.sendMail({
      from: 'stranger@other.example',
      to: 'support@kense.app',
      subject,
      text: 'Что у них там?',
    })
    transport.close()
    const page = await ticketPage(desk.db, number)
    expect(page?.messages.map((message) => message.body)).toEqual([
      'Счета из 1С не уходят с утра.',
      'Уже три часа.',
    ])
    const [other = ''] = findTicketNumbers(subjectOf(await nextMail())).found
    expect(other).not.toBe(number)
  }, 60_000)

  test('the audit log of all this is unbroken', async () => {
    expect(await verifyAudit(desk.db)).toMatchObject({ ok: true })
  })
})

function portOf(server: { address: () => unknown }): number {
  return (server.address() as { port: number }).port
}

function unfold(raw: string): string {
  return raw.replace(/\r\n/g, '\n').replace(/\n[ \t]+/g, ' ')
}

/** The decoded subject. */
function subjectOf(mail: string): string {
  const line = /^Subject: (.*)$/m.exec(mail)?.[1] ?? ''
  return line
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, b: string) => Buffer.from(b, 'base64').toString())
    .replace(/=\?utf-8\?q\?([^?]*)\?=/gi, (_, q: string) =>
      decodeURIComponent(q.replaceAll('_', ' ').replaceAll('=', '%')),
    )
}
