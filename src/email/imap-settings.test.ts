import { expect, test } from 'vitest'
import { mailboxName, parseImapUrl } from './imap-settings.ts'

test('a whole address is read, with its escapes', () => {
  const settings = parseImapUrl(
    'imaps://support%40kense.app:p%2Fw@mail.kense.app/Support%2FNew?move=Done',
    null,
  )
  expect(settings).toEqual({
    host: 'mail.kense.app',
    port: 993,
    secure: true,
    user: 'support@kense.app',
    mailbox: 'Support/New',
    moveTo: 'Done',
    credential: { kind: 'password', password: 'p/w' },
  })
  expect(mailboxName(settings)).toBe('support@kense.app@mail.kense.app:993/Support/New')
})

test('what is left out has a default', () => {
  expect(parseImapUrl('imap://u:p@h', null)).toMatchObject({
    port: 143,
    secure: false,
    mailbox: 'INBOX',
    moveTo: null,
  })
})

test('a token stands in for the password', () => {
  const token = { kind: 'access-token', accessToken: 't' } as const
  expect(parseImapUrl('imaps://u@h/INBOX', token).credential).toEqual(token)
})

test.each([
  ['imaps://h/INBOX', 'user'],
  ['imaps://u@h/INBOX', 'password'],
  ['imaps://u:p@h/INBOX?delete=1', 'delete'],
])('%s is refused for its %s', (url, what) => {
  expect(() => parseImapUrl(url, null)).toThrow(what)
})
