import { asc, eq } from 'drizzle-orm'
import type { SendMailOptions } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attachment, message } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import { mailGateway } from '../../src/email/smtp-gateway.ts'
import { sha256Of } from '../../src/storage/blob-store.ts'
import {
  buildStaff,
  buildTicket,
  type Desk,
  memoryFiles,
  secretKey,
  signedIn,
  startDesk,
  type Visitor,
} from './desk.ts'

const store = memoryFiles()
let desk: Desk
let visitor: Visitor
beforeAll(async () => {
  desk = await startDesk({ attachments: store })
  await buildStaff(desk.ctx)
  visitor = await signedIn(desk, 'operator@kense.app')
})
afterAll(() => desk.close())

const pdf = () => new File(['%PDF-1.4 инструкция'], 'Как настроить.pdf')
const filesOf = (ticketId: string) =>
  desk.db
    .select({ file: attachment, internal: message.internal })
    .from(attachment)
    .innerJoin(message, eq(message.id, attachment.messageId))
    .where(eq(message.ticketId, ticketId))
    .orderBy(asc(attachment.id))
const outgoing = (id: string) => desk.db.select().from(outbound).where(eq(outbound.ticketId, id))

test('an answer by mail carries its files, byte for byte', async () => {
  const ticket = await buildTicket(desk.ctx)
  const answer = { text: 'Инструкция во вложении.', mode: 'answer' }
  const log = new File(['строка 1\nстрока 2\n'], 'обмен.log')
  expect((await visitor.upload(`${ticket.href}/reply`, answer, [pdf(), log])).status).toBe(303)
  const mails: SendMailOptions[] = []
  const email = mailGateway(
    async (mail) => void mails.push(mail),
    {
      supportAddress: 'support@kense.app',
      messageIdDomain: 'kense.app',
      secretKey,
      loopToken: 'desk',
      plusAddresses: true,
      publicUrl: 'https://help.example',
      faqBaseUrl: 'https://help.example/help',
    },
    desk.clock.now,
    store.open,
  )
  await desk.drain({ deliver: (ctx, job) => deliver(ctx, { email, telegram: email }, job) })
  expect(mails).toHaveLength(1)
  expect(mails[0]?.attachments).toMatchObject([
    { filename: 'Как настроить.pdf', contentType: 'application/pdf' },
    { filename: 'обмен.log', content: Buffer.from('строка 1\nстрока 2\n') },
  ])
  expect(await (await visitor.get(ticket.href)).text()).toContain('обмен.log')
})

test('a file that the store has lost is a dead letter, not an answer without it', async () => {
  const ticket = await buildTicket(desk.ctx)
  await visitor.upload(`${ticket.href}/reply`, { text: 'Файл', mode: 'answer' }, [pdf()])
  const email = mailGateway(
    async () => {
      throw new Error('must not be sent')
    },
    {
      supportAddress: 'support@kense.app',
      messageIdDomain: 'kense.app',
      secretKey,
      loopToken: 'desk',
      plusAddresses: true,
      publicUrl: '',
      faqBaseUrl: '',
    },
    desk.clock.now,
    async () => null,
  )
  await desk.drain({ deliver: (ctx, job) => deliver(ctx, { email, telegram: email }, job) })
  expect(await outgoing(ticket.id)).toMatchObject([{ state: 'dead' }])
})

test('a file on a note stays inside', async () => {
  const ticket = await buildTicket(desk.ctx)
  await visitor.upload(`${ticket.href}/reply`, { text: 'Для своих', mode: 'note' }, [pdf()])
  expect(await filesOf(ticket.id)).toMatchObject([{ internal: true }])
  expect(await outgoing(ticket.id)).toEqual([])
})

test('an answer without a file needs none', async () => {
  const ticket = await buildTicket(desk.ctx)
  const response = await visitor.upload(`${ticket.href}/reply`, { text: 'Да', mode: 'answer' }, [])
  expect(response.headers.get('location')).toBe(`${ticket.href}?done=replied`)
  expect(await filesOf(ticket.id)).toEqual([])
})

test.each([
  ['an empty file', new File([], 'a.txt')],
  ['a key', new File(['key'], 'AUTH_RSA256_abc.p12')],
  ['a program', new File(['MZ\u0090\u0000'], 'setup.exe')],
  ['a page', new File(['<html><script>1</script></html>'], 'a.html')],
  ['eleven files', Array.from({ length: 11 }, pdf)],
])('%s is refused beside its field, with the words kept and nothing sent', async (_, files) => {
  const ticket = await buildTicket(desk.ctx)
  const answer = { text: 'Слова ответа', mode: 'answer' }
  const response = await visitor.upload(
    `${ticket.href}/reply`,
    answer,
    [pdf(), [files].flat()].flat(),
  )
  expect(response.status).toBe(422)
  const html = await response.text()
  expect(html).toContain('id="files-error"')
  expect(html).toContain('Слова ответа')
  expect(await outgoing(ticket.id)).toEqual([])
  expect(await filesOf(ticket.id)).toEqual([])
  expect(await store.open(sha256Of(Buffer.from('key')))).toBeNull()
})

test('more than the limit is refused whole, and no other form takes so much', async () => {
  const ticket = await buildTicket(desk.ctx)
  const heavy = new File([Buffer.alloc(26 * 1024 * 1024)], 'a.zip')
  const answer = { text: 'Да', mode: 'answer' }
  expect((await visitor.upload(`${ticket.href}/reply`, answer, [heavy])).status).toBe(413)
  const small = new File([Buffer.alloc(600 * 1024)], 'a.zip')
  expect((await visitor.upload(`${ticket.href}/status`, {}, [small])).status).toBe(413)
})
