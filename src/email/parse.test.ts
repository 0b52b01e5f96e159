import { describe, expect, test } from 'vitest'
import { multipartBody, oneByte, rawMail, rawMultipart, windows1251 } from './fixtures/raw-mail.ts'
import { tnefFile } from './fixtures/tnef-file.ts'
import { parseMail } from './parse.ts'

const russian = 'Здравствуйте! Не приходит СМС при подписании договора, помогите.'

function base64Word(bytes: Buffer, charset: string): string {
  return `=?${charset}?B?${bytes.toString('base64')}?=`
}

describe('a plain mail', () => {
  test('gives its fields', async () => {
    const mail = await parseMail(
      rawMail({
        headers: {
          Subject: base64Word(Buffer.from('Не приходит СМС'), 'utf-8'),
          'In-Reply-To': '<a@kense.app>',
          References: '<x@kense.app>\r\n <a@kense.app>',
          Cc: 'Boss <BOSS@Example.kz>, team: a@example.kz, b@example.kz;',
          'Reply-To': 'ivan.home@example.com',
        },
        body: russian,
      }),
    )
    expect(mail).toMatchObject({
      messageId: '<1@example.kz>',
      inReplyTo: '<a@kense.app>',
      references: ['<x@kense.app>', '<a@kense.app>'],
      subject: 'Не приходит СМС',
      from: { name: 'Ivan Petrov', address: 'ivan@example.kz' },
      replyTo: [{ address: 'ivan.home@example.com' }],
      date: new Date('2026-02-02T05:00:00Z'),
      html: null,
      attachments: [],
      charsetProblems: [],
    })
    expect(mail.text.trim()).toBe(russian)
    expect(mail.cc.map(({ address }) => address)).toEqual([
      'boss@example.kz',
      'a@example.kz',
      'b@example.kz',
    ])
  })

  test.each(['\n', '\r'] as const)('is read with line ends %j', async (eol) => {
    const mail = await parseMail(rawMail({ body: `Первая\r\nВторая\r\n`, eol }))
    expect(mail.text.trim()).toBe('Первая\nВторая')
    expect(mail.subject).toBe('Test')
  })

  test('may lack body, subject, sender and date', async () => {
    const bare = ['From', 'Subject', 'Date', 'Message-ID']
    const mail = await parseMail(rawMail({ without: bare, body: '' }))
    expect(mail).toMatchObject({ subject: '', from: null, date: null, messageId: null, text: '' })
  })

  test('keeps every value of a repeated header in order', async () => {
    const raw = Buffer.concat([
      Buffer.from('Received: one\r\nReceived: two\r\n folded\r\n'),
      rawMail(),
    ])
    expect((await parseMail(raw)).headers.get('received')).toEqual(['one', 'two folded'])
  })

  test('with an unreadable date has none', async () => {
    expect((await parseMail(rawMail({ headers: { Date: 'yesterday' } }))).date).toBeNull()
  })
})

describe('charsets', () => {
  const koi8 = oneByte(russian, 'koi8-r')
  const cases: [string, string, Buffer, string | null][] = [
    ['declared windows-1251', 'text/plain; charset=windows-1251', windows1251(russian), null],
    ['declared koi8-r', 'text/plain; charset=koi8-r', koi8, null],
    ['declared utf-8, is windows-1251', 'text/plain; charset=utf-8', windows1251(russian), 'wrong'],
    ['declared utf-8, is koi8-r', 'text/plain; charset=utf-8', koi8, 'wrong'],
    ['declared windows-1251, is koi8-r', 'text/plain; charset=windows-1251', koi8, 'wrong'],
    [
      'declared koi8-r, is windows-1251',
      'text/plain; charset=koi8-r',
      windows1251(russian),
      'wrong',
    ],
    [
      'declared iso-8859-1, is windows-1251',
      'text/plain; charset=iso-8859-1',
      windows1251(russian),
      'wrong',
    ],
    [
      'declared windows-1251, is utf-8',
      'text/plain; charset=windows-1251',
      Buffer.from(russian),
      'wrong',
    ],
    ['undeclared windows-1251', 'text/plain', windows1251(russian), 'missing'],
    ['undeclared cp866', 'text/plain', oneByte(russian, 'ibm866'), 'missing'],
    ['unknown charset', 'text/plain; charset=x-unknown', windows1251(russian), 'unknown'],
    ['us-ascii that is utf-8', 'text/plain; charset=us-ascii', Buffer.from(russian), 'wrong'],
  ]

  test.each(cases)('%s', async (_, type, body, problem) => {
    const mail = await parseMail(rawMail({ headers: { 'Content-Type': type }, body }))
    expect(mail.text.trim()).toBe(russian)
    expect(mail.charsetProblems.map((found) => found.problem)).toEqual(problem ? [problem] : [])
  })

  test('a wrong charset is seen through base64 and quoted-printable', async () => {
    for (const encoding of ['base64', 'quoted-printable']) {
      const bytes = windows1251(russian)
      const body =
        encoding === 'base64'
          ? bytes.toString('base64')
          : [...bytes].map((b) => `=${b.toString(16).padStart(2, '0').toUpperCase()}`).join('')
      const headers = { 'Content-Transfer-Encoding': encoding }
      const mail = await parseMail(rawMail({ headers, body }))
      expect(mail.text.trim()).toBe(russian)
    }
  })

  test('the wrong part of a multipart alone is read anew', async () => {
    const file = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x80])
    const raw = rawMultipart('mixed', [
      { type: 'text/plain; charset=utf-8', body: windows1251(russian) },
      { type: 'image/jpeg; name=a.jpg', body: file },
    ])
    const mail = await parseMail(raw)
    expect(mail.text.trim()).toBe(russian)
    expect(mail.attachments[0]?.content.equals(file)).toBe(true)
  })

  test('Kazakh letters of KZ-1048 are read', async () => {
    const bytes = Buffer.from([0xa3, 0xbc, 0xbe, 0xbf, 0x9d, 0xba, 0xb4, 0xa2])
    const headers = { 'Content-Type': 'text/plain; charset=kz-1048' }
    expect((await parseMail(rawMail({ headers, body: bytes }))).text.trim()).toBe('Әәңүқғөұ')
  })

  test('UTF-7 is read', async () => {
    const headers = { 'Content-Type': 'text/plain; charset=utf-7' }
    const mail = await parseMail(rawMail({ headers, body: '+BB8EQAQ4BDIENQRC- 1 +- 1' }))
    expect(mail.text.trim()).toBe('Привет 1 + 1')
  })

  test('text that is UTF-8 but for a few bytes stays UTF-8', async () => {
    const body = Buffer.concat([Buffer.from(russian), Buffer.from([0xd0]), Buffer.from('!')])
    const mail = await parseMail(rawMail({ body }))
    expect(mail.text).toContain(russian)
    expect(mail.charsetProblems).toMatchObject([{ problem: 'broken' }])
  })

  test('Latin text with accents is not taken for Cyrillic', async () => {
    const text = 'Müller hätte gerne größere Schlüssel für die Unterschrift, schöne Grüße'
    const headers = { 'Content-Type': 'text/plain; charset=iso-8859-1' }
    const mail = await parseMail(rawMail({ headers, body: oneByte(text, 'windows-1252') }))
    expect(mail.text.trim()).toBe(text)
  })
})

describe('headers', () => {
  test.each([
    ['raw UTF-8', Buffer.from('Договор не подписан'), 'Договор не подписан'],
    ['raw windows-1251', windows1251('Договор не подписан'), 'Договор не подписан'],
    ['raw koi8-r', oneByte('Договор не подписан', 'koi8-r'), 'Договор не подписан'],
  ])('a %s subject', async (_, bytes, subject) => {
    const [head = '', tail = ''] = rawMail({ headers: { Subject: '@@' } })
      .toString('latin1')
      .split('@@')
    const raw = Buffer.from(head + bytes.toString('latin1') + tail, 'latin1')
    expect((await parseMail(raw)).subject).toBe(subject)
  })

  const bytes = Buffer.from('Жауап келмеді')
  test.each([
    [
      'a letter cut in two',
      `${base64Word(bytes.subarray(0, 3), 'UTF-8')}\r\n ${base64Word(bytes.subarray(3), 'UTF-8')}`,
      'Жауап келмеді',
    ],
    ['Q encoding with underscores', '=?utf-8?Q?=D0=96=D0=B0_=31?=', 'Жа 1'],
    ['spaces inside a word', '=?utf-8?Q?=D0=96=D0=B0 =31?=', 'Жа 1'],
    ['words glued to text', `Re:=?utf-8?B?${bytes.toString('base64')}?=!`, 'Re:Жауап келмеді!'],
    [
      'a lie about the charset',
      base64Word(windows1251('Договор не подписан'), 'utf-8'),
      'Договор не подписан',
    ],
    ['a language tag', `=?utf-8*kk?B?${bytes.toString('base64')}?=`, 'Жауап келмеді'],
    ['an unfinished word', '=?utf-8?B?0JbQsA', '=?utf-8?B?0JbQsA'],
    ['a folded ID', '[KNS-483-\r\n 920-179] test', '[KNS-483- 920-179] test'],
  ])('%s', async (_, subject, expected) => {
    expect((await parseMail(rawMail({ headers: { Subject: subject } }))).subject).toBe(expected)
  })
})

describe('structure', () => {
  test('the plain alternative is preferred, HTML is kept', async () => {
    const raw = rawMultipart('alternative', [
      { type: 'text/plain; charset=utf-8', body: 'Простой текст' },
      { type: 'text/html; charset=utf-8', body: '<p>Текст <b>HTML</b></p>' },
    ])
    const mail = await parseMail(raw)
    expect(mail.text.trim()).toBe('Простой текст')
    expect(mail).toMatchObject({
      textFromHtml: false,
      html: expect.stringContaining('<b>HTML</b>'),
    })
  })

  test('HTML alone becomes text', async () => {
    const headers = { 'Content-Type': 'text/html; charset=utf-8' }
    const body = '<style>p{}</style><p>Код&nbsp;5012</p><ul><li>раз</li></ul><img src="cid:1">'
    const mail = await parseMail(rawMail({ headers, body }))
    expect(mail.text).toBe('Код 5012\n\n * раз')
    expect(mail.textFromHtml).toBe(true)
  })

  test('an empty or stub plain alternative gives way to HTML', async () => {
    for (const body of [' ', 'Ваша программа не поддерживает HTML']) {
      const html = `<p>Настоящий текст ${'и ещё слова '.repeat(20)}</p>`
      const raw = rawMultipart('alternative', [
        { type: 'text/plain; charset=utf-8', body },
        { type: 'text/html; charset=utf-8', body: html },
      ])
      expect((await parseMail(raw)).text).toContain('Настоящий текст')
    }
  })

  test('text and HTML one after another are both read', async () => {
    const raw = rawMultipart('mixed', [
      { type: 'text/plain; charset=utf-8', body: 'Первая часть' },
      { type: 'text/html; charset=utf-8', body: '<p>Вторая часть</p>' },
    ])
    const { text } = await parseMail(raw)
    expect(text).toContain('Первая часть')
    expect(text).toContain('Вторая часть')
  })

  test('an attached mail is a file, and its text is not the client’s', async () => {
    const raw = rawMultipart('mixed', [
      { type: 'text/plain; charset=utf-8', body: 'Смотрите вложение' },
      { type: 'message/rfc822', body: rawMail({ body: 'чужой текст' }).toString() },
    ])
    const mail = await parseMail(raw)
    expect(mail.text.trim()).toBe('Смотрите вложение')
    expect(mail.attachments).toMatchObject([{ type: 'message/rfc822', name: 'message.eml' }])
  })

  test('attachment names are decoded', async () => {
    const name = `=?windows-1251?B?${windows1251('счёт.pdf').toString('base64')}?=`
    const raw = rawMultipart('mixed', [
      { type: `application/pdf; name="${name}"`, body: Buffer.from('%PDF-1.7') },
      {
        type: 'application/pdf',
        headers: ["Content-Disposition: attachment; filename*=utf-8''%D0%B0%D0%BA%D1%82.pdf"],
        body: Buffer.from('%PDF-1.7'),
      },
    ])
    const names = (await parseMail(raw)).attachments.map((file) => file.name)
    expect(names).toEqual(['счёт.pdf', 'акт.pdf'])
  })

  test.each([
    ['not folded', 'multipart/mixed;\r\nboundary="b1"'],
    ['missing', 'multipart/mixed'],
    ['wrong', 'multipart/mixed; boundary="other"'],
  ])('a boundary that is %s loses no text', async (_, type) => {
    const parts = [{ type: 'text/plain; charset=utf-8', body: 'Текст внутри' }]
    const mail = await parseMail(rawMultipart('mixed', parts, { 'Content-Type': type }))
    expect(mail.text).toContain('Текст внутри')
  })

  test('winmail.dat is opened', async () => {
    const content = tnefFile('Текст из Outlook', 'акт.pdf', Buffer.from('%PDF-1.7 акт'))
    const raw = rawMultipart('mixed', [
      { type: 'text/plain; charset=utf-8', body: '' },
      { type: 'application/ms-tnef; name="winmail.dat"', body: content },
    ])
    const mail = await parseMail(raw)
    expect(mail).toMatchObject({ tnef: true, attachments: [{ name: 'акт.pdf', size: 15 }] })
    expect(mail.text).toContain('Текст из Outlook')
  })

  test('a calendar invitation is noted', async () => {
    const ics =
      'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Встреча\\, важная\r\nDTSTART:20260202T100000Z\r\nLOCATION:Алматы\r\nEND:VEVENT\r\nEND:VCALENDAR'
    const raw = rawMultipart('alternative', [
      { type: 'text/plain; charset=utf-8', body: 'Приглашение' },
      { type: 'text/calendar; method=REQUEST; charset=utf-8', body: ics },
    ])
    expect((await parseMail(raw)).calendar).toEqual({
      method: 'REQUEST',
      summary: 'Встреча, важная',
      start: '20260202T100000Z',
      location: 'Алматы',
    })
  })

  test('a detached S/MIME signature is noted and is no attachment', async () => {
    const raw = rawMultipart(
      'signed',
      [
        { type: 'text/plain; charset=utf-8', body: 'Подписано' },
        {
          type: 'application/pkcs7-signature; name=smime.p7s',
          body: Buffer.from('3003020100', 'hex'),
        },
      ],
      { 'Content-Type': 'multipart/signed; protocol="application/pkcs7-signature"; boundary="b1"' },
    )
    const mail = await parseMail(raw)
    expect(mail).toMatchObject({ smime: 'signed', attachments: [] })
    expect(mail.text.trim()).toBe('Подписано')
  })

  test('an opaque S/MIME signature is opened', async () => {
    const inner = rawMultipart('mixed', [
      { type: 'text/plain; charset=utf-8', body: 'Внутри подписи' },
      { type: 'application/pdf; name=a.pdf', body: Buffer.from('%PDF-1.7') },
    ])
    const headers = {
      'Content-Type': 'application/pkcs7-mime; smime-type=signed-data; name=smime.p7m',
      'Content-Transfer-Encoding': 'base64',
    }
    const mail = await parseMail(rawMail({ headers, body: cms(inner).toString('base64') }))
    expect(mail).toMatchObject({ smime: 'signed', attachments: [{ name: 'a.pdf' }] })
    expect(mail.text.trim()).toBe('Внутри подписи')
  })
})

/** A minimal CMS SignedData around a content, enough for a reader that checks no signature. */
function cms(content: Buffer): Buffer {
  const der = (tag: number, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts)
    const size = Buffer.alloc(5)
    size[0] = 0x84
    size.writeUInt32BE(body.length, 1)
    return Buffer.concat([Buffer.of(tag), size, body])
  }
  const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
  const data = Buffer.concat([oidShort('2a864886f70d010701'), der(0xa0, der(0x04, content))])
  const signed = der(0x30, Buffer.from('020101', 'hex'), der(0x31), der(0x30, data))
  return der(0x30, oid('2a864886f70d010702'), der(0xa0, signed))
}

function oidShort(hex: string): Buffer {
  const body = Buffer.from(hex, 'hex')
  return Buffer.concat([Buffer.of(0x06, body.length), body])
}

describe('hostile mail', () => {
  test('ten thousand parts are refused quickly', async () => {
    const parts = Array.from({ length: 10_000 }, () => ({ type: 'text/plain', body: 'x' }))
    const before = process.cpuUsage()
    await expect(parseMail(rawMultipart('mixed', parts))).rejects.toMatchObject({
      reason: 'too_many_parts',
    })
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000)
  })

  test('bottomless nesting is refused', async () => {
    let body = 'x'
    for (let i = 0; i < 200; i++) {
      body = multipartBody([{ type: `multipart/mixed; boundary="n${i}"`, body }], `n${i + 1}`)
    }
    const headers = { 'Content-Type': 'multipart/mixed; boundary="n200"' }
    await expect(parseMail(rawMail({ headers, body }))).rejects.toMatchObject({
      reason: 'nested_too_deep',
    })
  })

  test('an empty file and one over the limit are refused', async () => {
    await expect(parseMail(Buffer.alloc(0))).rejects.toMatchObject({ reason: 'empty' })
    const limits = { maxBytes: 10, timeoutMs: 1000 }
    await expect(parseMail(rawMail(), limits)).rejects.toMatchObject({ reason: 'too_large' })
  })

  test('ten megabytes of HTML are read within seconds', async () => {
    const headers = { 'Content-Type': 'text/html; charset=utf-8' }
    const body = `<p>начало</p>${'<div><b>строка</b> текста</div>'.repeat(330_000)}`
    const before = process.cpuUsage()
    const mail = await parseMail(rawMail({ headers, body }))
    expect(mail.text).toContain('начало')
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(20_000)
  })

  test('HTML nested without end loses its tags, not its words', async () => {
    const headers = { 'Content-Type': 'text/html; charset=utf-8' }
    const body = `${'<div>'.repeat(50_000)}слова`
    expect((await parseMail(rawMail({ headers, body }))).text).toContain('слова')
  })
})
