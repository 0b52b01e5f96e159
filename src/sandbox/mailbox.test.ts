import { expect, test } from 'vitest'
import { composeMail, replyForm } from './compose-mail.ts'
import { createSandboxMailbox } from './mailbox.ts'

const now = () => new Date('2026-03-02T05:00:00Z')
const raw = (subject: string, extra = '') =>
  Buffer.from(
    `From: support@kense.app\r\nTo: Client <client@example.org>\r\nSubject: ${subject}\r\n` +
      `Message-ID: <${subject}@kense.app>\r\n${extra}\r\nHello\r\n`,
  )
const envelope = { from: 'support@kense.app', to: ['client@example.org'] }

test('the oldest mails make room, by number and by size', async () => {
  const few = createSandboxMailbox({ now, maxMails: 2 })
  for (const subject of ['a', 'b', 'c']) few.store(raw(subject), envelope)
  expect((await few.list()).map(({ parsed }) => parsed.subject)).toEqual(['b', 'c'])
  const small = createSandboxMailbox({ now, maxBytes: 2 * raw('a').byteLength })
  for (const subject of ['a', 'b', 'c']) small.store(raw(subject), envelope)
  expect((await small.list()).map(({ parsed }) => parsed.subject)).toEqual(['b', 'c'])
})

test('a broken mail is kept as it is', async () => {
  const mailbox = createSandboxMailbox({ now })
  const id = mailbox.store(Buffer.from([0xff, 0xfe, 0, 10, 58]), envelope)
  expect((await mailbox.get(id))?.raw).toEqual(Buffer.from([0xff, 0xfe, 0, 10, 58]))
})

test('a reply is threaded: In-Reply-To and the whole chain of References', async () => {
  const mailbox = createSandboxMailbox({ now })
  const id = mailbox.store(raw('two', 'References: <zero@a> <one@a>\r\n'), envelope)
  const mail = await mailbox.get(id)
  if (!mail) throw new Error('not kept')
  const form = replyForm(mail, 'support@kense.app')
  expect(form).toMatchObject({
    from: 'client@example.org',
    to: 'support@kense.app',
    subject: 'Re: two',
    inReplyTo: '<two@kense.app>',
    references: '<zero@a> <one@a> <two@kense.app>',
  })
  const built = (await composeMail(form, [], now())).toString()
  expect(built).toContain('In-Reply-To: <two@kense.app>')
  expect(built).toContain('References: <zero@a> <one@a> <two@kense.app>')
})
