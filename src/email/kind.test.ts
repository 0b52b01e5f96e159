import { describe, expect, test } from 'vitest'
import { automaticMails, humanMails } from './fixtures/kinds.ts'
import { rawMail, rawMultipart } from './fixtures/raw-mail.ts'
import { decideKind, type OwnMail } from './kind.ts'
import { parseMail } from './parse.ts'

const own: OwnMail = {
  addresses: ['support@kense.app'],
  messageIdDomain: 'kense.app',
  loopToken: 'desk-1',
}

async function kindOf(raw: Buffer, envelopeFrom?: string) {
  return decideKind(await parseMail(raw), own, envelopeFrom)
}

const withHeaders = (headers: Record<string, string>, body?: string) =>
  kindOf(rawMail(body === undefined ? { headers } : { headers, body }))

describe('a human mail', () => {
  test.each<[string, Record<string, string>]>([
    ['an ordinary one', {}],
    ['forwarded by a rule', { 'Auto-Submitted': 'auto-forwarded' }],
    ['which says it is not automatic', { 'Auto-Submitted': 'no' }],
    ['from Exchange that suppresses answers', { 'X-Auto-Response-Suppress': 'DR, OOF, AutoReply' }],
    ['about an automatic answer', { Subject: 'Автоответ не работает' }],
    ['about a bounce', { Subject: 'Fwd: Undelivered Mail Returned to Sender' }],
    ['asking about delivery', { Subject: 'Не доставлено письмо контрагенту' }],
    ['answering an out-of-office note', { Subject: 'Re: Где документы из отпуска?' }],
    ['through a list of our own', { 'List-Id': '<support.kense.app>', Precedence: 'list' }],
    ['of a web form', { From: 'noreply@site.kz', 'Reply-To': 'client@example.kz' }],
    ['with X-Autoreply: no', { 'X-Autoreply': 'no' }],
    ['with high priority', { 'X-Priority': '1', 'X-Mailer': 'Microsoft Outlook 16.0' }],
    ['of a colleague of ours', { 'Message-ID': '<7a@kense.app>', From: 'boss@kense.app' }],
    [
      'from our own address by a form',
      { From: 'support@kense.app', 'Reply-To': 'client@example.kz' },
    ],
  ])('%s', async (_, headers) => {
    expect((await withHeaders(headers)).kind).toBe('human')
  })

  test('may quote the text of a bounce', async () => {
    const body = 'Почему?\r\n> 550 5.1.1 user unknown\r\n> could not be delivered\r\n'
    expect((await withHeaders({}, body)).kind).toBe('human')
  })
})

describe('an automatic mail', () => {
  test.each<[string, Record<string, string>]>([
    ['Auto-Submitted', { 'Auto-Submitted': 'auto-replied (vacation)' }],
    ['auto-generated', { 'Auto-Submitted': 'auto-generated' }],
    ['Precedence bulk', { Precedence: 'bulk' }],
    ['Precedence auto_reply', { Precedence: 'auto_reply' }],
    ['X-Autoreply', { 'X-Autoreply': 'yes' }],
    ['X-Autorespond', { 'X-Autorespond': 'Re: Test' }],
    ['X-Autoresponder', { 'X-Autoresponder': 'v1' }],
    ['X-Mail-Autoreply', { 'X-Mail-Autoreply': '1' }],
    ['List-Unsubscribe', { 'List-Unsubscribe': '<https://example.kz/u>' }],
    ['List-Id', { 'List-Id': '<news.example.kz>' }],
    ['a null return path', { 'Return-Path': '<>' }],
    ['a robot', { From: 'no-reply@example.kz' }],
    ['another robot', { From: 'notifications@example.kz' }],
    ['vacation en', { Subject: 'Automatic reply: Test' }],
    ['vacation en, out of office', { Subject: 'Out of Office: Test' }],
    ['vacation en, bracketed', { Subject: '[Auto-Reply] Test' }],
    ['vacation ru', { Subject: 'Автоматический ответ: Не приходит СМС' }],
    ['vacation ru, short', { Subject: 'Автоответ: Re: Не приходит СМС' }],
    ['vacation kk', { Subject: 'Автоматты жауап: СМС келмейді' }],
    ['vacation de', { Subject: 'Automatische Antwort: Test' }],
    ['vacation de, absence', { Subject: 'Abwesenheitsnotiz: Test' }],
    ['vacation fr', { Subject: 'Réponse automatique : Test' }],
    ['vacation uk', { Subject: 'Автоматична відповідь: Test' }],
    [
      'Exchange out of office',
      { 'X-Auto-Response-Suppress': 'All', Subject: 'В отпуске до 5 марта, я в отпуске' },
    ],
    ['a machine of Exchange', { 'X-MS-Exchange-Generated-Message-Source': 'Mailbox Rules Agent' }],
  ])('%s', async (_, headers) => {
    expect((await withHeaders(headers)).kind).toBe('automatic')
  })

  test('a note that says so in subject and text', async () => {
    const body = 'Я нахожусь в отпуске до 10 марта.'
    expect((await withHeaders({ Subject: 'Нахожусь в отпуске до марта' }, body)).kind).toBe(
      'automatic',
    )
  })

  test('a read receipt', async () => {
    const type = 'multipart/report; report-type=disposition-notification; boundary="b1"'
    const raw = rawMultipart(
      'report',
      [
        { type: 'text/plain', body: 'Your message was displayed' },
        { type: 'message/disposition-notification', body: 'Disposition: manual-action; displayed' },
      ],
      { 'Content-Type': type, Subject: 'Read: Test' },
    )
    expect(await kindOf(raw)).toMatchObject({ kind: 'automatic', reason: 'read_receipt' })
  })

  test('an answer of a calendar', async () => {
    const body = 'BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR'
    const raw = rawMultipart('alternative', [
      { type: 'text/plain', body: 'Accepted' },
      { type: 'text/calendar; method=REPLY', body },
    ])
    expect((await kindOf(raw)).kind).toBe('automatic')
  })

  test('the envelope tells what the header does not', async () => {
    expect(await kindOf(rawMail(), '')).toMatchObject({
      kind: 'automatic',
      reason: 'null_return_path',
    })
    expect((await kindOf(rawMail({ headers: { 'Return-Path': '<>' } }), 'a@example.kz')).kind).toBe(
      'human',
    )
  })
})

describe('our own mail', () => {
  test.each<[string, Record<string, string>, string]>([
    ['the loop header', { 'X-Kense-Desk': 'desk-1' }, 'own_loop_header'],
    ['our Message-ID', { 'Message-ID': '<kns.1.2.00aa@kense.app>' }, 'own_message_id'],
    ['our address', { From: 'Kense <SUPPORT@kense.app>' }, 'own_address'],
  ])('is known by %s, before anything else', async (_, headers, reason) => {
    const decision = await withHeaders({ 'Auto-Submitted': 'auto-replied', ...headers })
    expect(decision).toMatchObject({ kind: 'loop', reason })
  })

  test('of another desk is merely automatic', async () => {
    const headers = { 'X-Kense-Desk': 'desk-2', 'Auto-Submitted': 'auto-replied' }
    expect((await withHeaders(headers)).kind).toBe('automatic')
  })
})

const returned = 'Message-ID: <kns.1.2.00aa@kense.app>\r\nSubject: Test\r\n\r\nText'

describe('a delivery report', () => {
  test('in the form of RFC 3464 is read field by field', async () => {
    const status = [
      'Reporting-MTA: dns; mx.example.kz',
      '',
      'Final-Recipient: rfc822; Nobody@Example.kz',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.kz>:',
      ' user unknown',
    ].join('\r\n')
    const raw = rawMultipart(
      'report',
      [
        { type: 'text/plain', body: 'Sorry' },
        { type: 'message/delivery-status', body: status },
        { type: 'message/rfc822', body: returned },
      ],
      {
        'Content-Type': 'multipart/report; report-type="delivery-status"; boundary="b1"',
        From: 'MAILER-DAEMON@mx.example.kz',
        'Auto-Submitted': 'auto-replied',
      },
    )
    const decision = await kindOf(raw)
    expect(decision).toMatchObject({ kind: 'bounce', reason: 'delivery_report' })
    expect(decision.bounce).toEqual({
      finalRecipient: 'nobody@example.kz',
      action: 'failed',
      status: '5.1.1',
      diagnostic: '550 5.1.1 <nobody@example.kz>: user unknown',
      originalMessageId: '<kns.1.2.00aa@kense.app>',
    })
  })

  // Reports without a report type, in the words of the servers that write them.
  const loose: [string, Record<string, string>, string, string][] = [
    [
      'qmail',
      { From: 'MAILER-DAEMON@example.kz', Subject: 'failure notice', 'Return-Path': '<>' },
      'Hi. This is the qmail-send program at example.kz.\r\n\r\n<nobody@example.kz>:\r\n550 sorry, no mailbox here by that name. (#5.1.1)\r\n',
      'nobody@example.kz',
    ],
    [
      'Exim',
      {
        From: 'Mail Delivery System <Mailer-Daemon@example.kz>',
        'X-Failed-Recipients': 'nobody@example.kz',
        Subject: 'Mail delivery failed: returning message to sender',
      },
      'This message was created automatically by mail delivery software.\r\n\r\n  nobody@example.kz\r\n    Unrouteable address\r\n',
      'nobody@example.kz',
    ],
    [
      'Mail.ru',
      { From: 'mailer-daemon@corp.mail.ru', Subject: 'Mail failure.', 'Return-Path': '<>' },
      'This message was created automatically by mail delivery software.\r\n\r\n  nobody@example.kz\r\n    not found\r\n',
      'nobody@example.kz',
    ],
    [
      'Yandex',
      { From: 'mailer-daemon@yandex.ru', Subject: 'Недоставленное сообщение' },
      'Вы получили это автоматическое сообщение, потому что письмо не может быть доставлено.\r\n<nobody@example.kz>: 550 5.7.1 No such user!\r\n',
      'nobody@example.kz',
    ],
    [
      'Exchange',
      {
        From: 'Microsoft Outlook <postmaster@example.kz>',
        Subject: 'Undeliverable: Test',
        'Return-Path': '<>',
      },
      "Delivery has failed to these recipients or groups:\r\n\r\nnobody@example.kz\r\nThe email address you entered couldn't be found.\r\n#550 5.1.1 RESOLVER.ADR.RecipNotFound\r\n",
      'nobody@example.kz',
    ],
  ]

  test.each(loose)('of %s', async (_, headers, body, recipient) => {
    const decision = await withHeaders(headers, body)
    expect(decision.kind).toBe('bounce')
    expect(decision.bounce).toMatchObject({ finalRecipient: recipient, action: 'failed' })
  })

  test('that only warns of a delay says so', async () => {
    const headers = {
      From: 'MAILER-DAEMON@example.kz',
      Subject: 'Warning: message delayed 4 hours',
    }
    const body = 'Your message could not be delivered yet: nobody@example.kz\r\nStatus 4.4.1\r\n'
    expect(await withHeaders(headers, body)).toMatchObject({
      kind: 'bounce',
      bounce: { action: 'delayed', status: '4.4.1' },
    })
  })

  test('an abuse report counts as one, with its own action', async () => {
    const raw = rawMultipart(
      'report',
      [
        { type: 'text/plain', body: 'This is an abuse report' },
        { type: 'message/feedback-report', body: 'Feedback-Type: abuse\r\nUser-Agent: x/1' },
        { type: 'message/rfc822', body: returned },
      ],
      { 'Content-Type': 'multipart/report; report-type=feedback-report; boundary="b1"' },
    )
    expect(await kindOf(raw)).toMatchObject({ kind: 'bounce', bounce: { action: 'complaint' } })
  })

  test('is not seen in an out-of-office note that mentions failure', async () => {
    const headers = { Subject: 'Automatic reply: Test', 'Return-Path': '<>' }
    const body = 'I cannot be reached. Mail could not be delivered to my phone either.'
    expect((await withHeaders(headers, body)).kind).toBe('automatic')
  })
})

describe('mail with few headers', () => {
  const titled = (list: typeof humanMails) =>
    list.map(([headers, body]) => [Object.values(headers).join(' | '), headers, body] as const)

  test.each(titled(automaticMails))('of a machine: %s', async (_, headers, body) => {
    expect((await withHeaders(headers, body)).kind).toBe('automatic')
  })

  test.each(titled(humanMails))('of a person: %s', async (_, headers, body) => {
    expect((await withHeaders(headers, body)).kind).toBe('human')
  })
})
