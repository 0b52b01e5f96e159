import fc from 'fast-check'
import nodemailer from 'nodemailer'
import { describe, expect, test } from 'vitest'
import { composeMail, composeSubject, type OutgoingMail, shortReferences } from './compose.ts'
import { decideKind } from './kind.ts'
import { parseMail } from './parse.ts'
import { extractReplyText } from './reply-text.ts'

const mail: OutgoingMail = {
  from: { name: 'Kense', address: 'support@kense.app' },
  to: [{ name: 'Айгуль', address: 'client@example.kz' }],
  cc: [],
  replyTo: 'support+17.00aa@kense.app',
  messageId: '<kns.17.4.00aa@kense.app>',
  inReplyTo: '<c2@example.kz>',
  threadIndex: null,
  references: ['<c1@example.kz>', '<kns.17.3.00bb@kense.app>'],
  subject: 'RE[2]: [KNS-483-920-179] Fwd: Не приходит СМС',
  isAnswer: true,
  ticketNumber: '483920179',
  body: {
    text: 'Здравствуйте!\n\nПроверьте <номер> & ответьте: https://kense.app/faq?a=1&b=2.\nСпасибо.',
    links: [{ label: 'Оценить', url: 'https://kense.app/r?t=1&s=5' }],
    footer: {
      lines: ['ТОО «Kense», БИН 000000000000'],
      links: [{ label: 'Документы', url: 'https://kense.app/docs' }],
    },
    locale: 'ru',
  },
  author: 'person',
  unsubscribeUrl: null,
  loopToken: 'desk-1',
  date: new Date('2026-02-02T05:00:00Z'),
  attachments: [],
}

async function sent(given: Partial<OutgoingMail> = {}) {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true })
  const { message } = await transport.sendMail(composeMail({ ...mail, ...given }))
  return parseMail(message as Buffer)
}

describe('an outgoing mail', () => {
  test('is threaded, named and addressed as queued', async () => {
    const got = await sent()
    expect(got).toMatchObject({
      messageId: mail.messageId,
      inReplyTo: '<c2@example.kz>',
      references: ['<c1@example.kz>', '<kns.17.3.00bb@kense.app>', '<c2@example.kz>'],
      subject: 'Re: [KNS-483-920-179] Не приходит СМС',
      replyTo: [{ address: mail.replyTo }],
      to: [{ name: 'Айгуль', address: 'client@example.kz' }],
      date: mail.date,
    })
  })

  test('has a plain part that stands alone', async () => {
    const { text } = await sent()
    expect(text).toContain('Проверьте <номер> & ответьте: https://kense.app/faq?a=1&b=2.')
    expect(text).toContain('Оценить: https://kense.app/r?t=1&s=5')
    expect(text).toContain(
      '\n-- \nТОО «Kense», БИН 000000000000\nДокументы: https://kense.app/docs',
    )
  })

  test('has an HTML part that escapes, links and paints nothing', async () => {
    const { html } = await sent()
    expect(html).toContain('&lt;номер&gt; &amp; ответьте')
    expect(html).toContain('<a href="https://kense.app/faq?a=1&amp;b=2">')
    expect(html).toContain('href="https://kense.app/r?t=1&amp;s=5"')
    expect(html).not.toMatch(/<table|<img|background|[^-]color:(?! light)/)
  })

  test('says it is automatic only when no person wrote it', async () => {
    const person = (await sent()).headers
    expect(person.has('auto-submitted')).toBe(false)
    expect(person.has('x-auto-response-suppress')).toBe(false)
    const robot = (await sent({ author: 'auto-replied' })).headers
    expect(robot.get('auto-submitted')).toEqual(['auto-replied'])
    expect(robot.get('x-auto-response-suppress')).toEqual(['All'])
  })

  test('offers to unsubscribe only where asked to', async () => {
    expect((await sent()).headers.has('list-unsubscribe')).toBe(false)
    const { headers } = await sent({ unsubscribeUrl: 'https://kense.app/u/1', ticketNumber: null })
    expect(headers.get('list-unsubscribe')).toEqual(['<https://kense.app/u/1>'])
    expect(headers.get('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
  })

  test('that comes back is known as our own', async () => {
    const own = { addresses: [], messageIdDomain: 'kense.app', loopToken: 'desk-1' }
    expect(decideKind(await sent(), own).kind).toBe('loop')
  })

  test('quoted in an answer is told from the answer', async () => {
    const { text } = await sent()
    const quoted = text.replace(/^/gm, '> ')
    const answer = `Спасибо, помогло.\n\nпн, 2 февр. 2026 г. в 10:00, Kense <support@kense.app>:\n\n${quoted}`
    const { reply } = extractReplyText({ text: answer, html: null, textFromHtml: false })
    expect(reply).toBe('Спасибо, помогло.')
  })
})

describe('the subject', () => {
  test.each([
    ['Re: Re: Отв: Тема', true, 'Re: [KNS-483-920-179] Тема'],
    ['[KNS-483-920-179] Тема [KNS-483-920-179]', true, 'Re: [KNS-483-920-179] Тема'],
    ['Тема', false, '[KNS-483-920-179] Тема'],
    ['', true, 'Re: [KNS-483-920-179]'],
    ['Тема\r\nBcc: all@example.kz', false, '[KNS-483-920-179] Тема Bcc: all@example.kz'],
  ])('%j', (subject, isReply, expected) => {
    expect(composeSubject(subject, '483920179', isReply)).toBe(expected)
  })

  test('does not grow by being answered again and again', () => {
    fc.assert(
      fc.property(fc.string(), (subject) => {
        const once = composeSubject(subject, '483920179', true)
        const again = composeSubject(`RE: ${once}`, '483920179', true)
        expect(again.length).toBeLessThanOrEqual(once.length)
      }),
    )
  })

  test('is cut when long, never its ID', () => {
    const subject = composeSubject('ы'.repeat(500), '483920179', true)
    expect(subject.length).toBeLessThan(180)
    expect(subject).toMatch(/^Re: \[KNS-483-920-179\] ы+…$/)
  })
})

describe('references', () => {
  const ids = Array.from({ length: 30 }, (_, i) => `<${i}@example.kz>`)

  test('keep the first four and the last six, the answered mail last', () => {
    const short = shortReferences(ids, '<3@example.kz>')
    expect(short).toHaveLength(10)
    expect(short.slice(0, 4)).toEqual(ids.filter((id) => id !== '<3@example.kz>').slice(0, 4))
    expect(short.at(-1)).toBe('<3@example.kz>')
  })

  test('drop what would break the header', () => {
    expect(shortReferences(['<a@b>\r\nBcc: <x@y>', 'c', '<d@e>'], null)).toEqual(['<d@e>'])
  })
})
