import { expect, test } from 'vitest'
import { hideSecrets, linkParts, listText } from './client-text.tsx'

test.each([
  'http://kense.app/a',
  'https://kense.app.evil.example/',
  'https://evil.example/?https://kense.app',
  'https://kense.app@evil.example/',
  'https://user@kense.app/',
  'https://kense.app:8443/',
  'javascript:alert(1)',
  'KNS-100-000-000',
])('%s stays text', (text) => {
  expect(linkParts(`см. ${text}.`).filter(({ href }) => href)).toEqual([])
})

test.each([
  ['https://kense.app/help', 'https://kense.app/help'],
  ['https://office.kense.app', 'https://office.kense.app/'],
  ['https://pki.gov.kz/a?b=1', 'https://pki.gov.kz/a?b=1'],
])('%s becomes a link, without the full stop after it', (text, href) => {
  expect(linkParts(`см. ${text}.`)).toEqual([{ text: 'см. ' }, { text, href }, { text: '.' }])
})

test('a password is hidden and everything else is left as it was', () => {
  const said = 'ИИН 900101300017, тел. +7 701 123 45 67, пароль: Qwerty123!'
  const { text, hidden } = hideSecrets(said)
  expect(hidden).toBe(true)
  expect(text).toBe(said.replace('Qwerty123!', '••••••'))
  expect(hideSecrets('ИИН 900101300017')).toEqual({ text: 'ИИН 900101300017', hidden: false })
})

test('lists show numbers of persons and telephones in part, addresses of mail whole', () => {
  const text = listText('900101300017, +7 701 123 45 67, a@b.example')
  expect(text).toBe('900101••••••, •••67, a@b.example')
})
