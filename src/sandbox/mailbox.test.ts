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

test('a waiter gets each mail once and in order, also one that came before', async () => {
  const mailbox = createSandboxMailbox({ now })
  await mailbox.store(raw('one'), envelope)
  expect((await mailbox.nextMail('Client@example.org')).parsed.subject).toBe('one')
  const second = mailbox.nextMail('client@example.org')
  const third = mailbox.nextMail('client@example.org', { match: (mail) => mail.id === 3 })
  await mailbox.store(raw('two'), envelope)
  await mailbox.store(raw('three'), envelope)
  expect((await second).parsed.subject).toBe('two')
  expect((await third).parsed.subject).toBe('three')
  expect(mailbox.unread('client@example.org')).toEqual([])
})

test('waiting for a mail that does not come ends with its address', async () => {
  const mailbox = createSandboxMailbox({ now })
  await mailbox.store(raw('other'), { ...envelope, to: ['somebody@example.org'] })
  await expect(mailbox.nextMail('client@example.org', { timeoutMs: 5 })).rejects.toThrow(
    'no mail to client@example.org within 5 ms',
  )
})

test('mail written to us is kept but is not mail to the client', async () => {
  const mailbox = createSandboxMailbox({ now })
  await mailbox.store(
    raw('mine'),
    { from: 'client@example.org', to: ['support@kense.app'] },
    'written',
  )
  expect(mailbox.list()).toHaveLength(1)
  expect(mailbox.unread('support@kense.app')).toEqual([])
})

test('the oldest mails make room, by number and by size', async () => {
  const few = createSandboxMailbox({ now, maxMails: 2 })
  for (const subject of ['a', 'b', 'c']) await few.store(raw(subject), envelope)
  expect(few.list().map(({ parsed }) => parsed.subject)).toEqual(['b', 'c'])
  const small = createSandboxMailbox({ now, maxBytes: 2 * raw('a').byteLength })
  for (const subject of ['a', 'b', 'c']) await small.store(raw(subject), envelope)
  expect(small.list().map(({ parsed }) => parsed.subject)).toEqual(['b', 'c'])
})

test('a broken mail is kept as it is', async () => {
  const mailbox = createSandboxMailbox({ now })
  const mail = await mailbox.store(Buffer.from([0xff, 0xfe, 0, 10, 58]), envelope)
  expect(mailbox.get(mail.id)?.raw).toEqual(Buffer.from([0xff, 0xfe, 0, 10, 58]))
})

test('a reply is threaded: In-Reply-To and the whole chain of References', async () => {
  const mailbox = createSandboxMailbox({ now })
  const mail = await mailbox.store(raw('two', 'References: <zero@a> <one@a>\r\n'), envelope)
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
