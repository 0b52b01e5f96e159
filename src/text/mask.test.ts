import { expect, test } from 'vitest'
import { maskPersonalData, maskReversibly, maskSecrets, restoreMasked } from './mask.ts'

test.each([
  ['мой ИИН 900101389960', 'iin', '900101389960'],
  ['БИН230740039186', 'iin', '230740039186'],
  ['иин 900101 389960', 'iin', '900101 389960'],
  ['звоните +7 (700) 000-00-00', 'phone', '+7 (700) 000-00-00'],
  ['тел 8 700 000 00 00', 'phone', '8 700 000 00 00'],
  ['87000000000', 'phone', '87000000000'],
  ['пишите на aigul@example.kz', 'email', 'aigul@example.kz'],
  ['карта 4111 1111 1111 1111', 'card', '4111 1111 1111 1111'],
  ['счёт KZ86125KZT5004100100', 'iban', 'KZ86125KZT5004100100'],
  ['пароль: солнышко', 'secret', 'солнышко'],
  ['пароль от ключа Qwerty12', 'secret', 'Qwerty12'],
  ['құпиясөзім: Алма2024', 'secret', 'Алма2024'],
  ['my password is hunter2', 'secret', 'hunter2'],
  ['PIN 4821', 'secret', '4821'],
])('%s hides its %s', (text, kind, hidden) => {
  const masked = maskPersonalData(text)
  expect(masked.kinds).toContain(kind)
  expect(masked.text).not.toContain(hidden)
})

test('a private key is hidden whole, even cut off', () => {
  const whole = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----'
  expect(maskPersonalData(`вот ${whole} держите`).text).toBe('вот ⟦PRIVATE_KEY⟧ держите')
  expect(maskPersonalData('-----BEGIN EC PRIVATE KEY-----\nMIIB').text).toBe('⟦PRIVATE_KEY⟧')
})

test.each([
  'пароль не подходит',
  'пароль директора знает бухгалтер',
  'счёт № 125 на сумму 150 000 тенге',
  'ошибка 502 с 9:40 12.03.2026',
  'обращение KNS-483-920-179',
  'the password does not work',
])('«%s» hides nothing', (text) => {
  expect(maskPersonalData(text)).toEqual({ text, kinds: [] })
})

test.each([
  ['мой ИИН 900101389960', 'мой ИИН 900101******'],
  ['ИИН 900101 389960 и БИН 230740039186', 'ИИН 900101****** и БИН 230740039186'],
  ['карта 4111 1111 1111 1111', 'карта **** 1111'],
  ['пароль: солнышко', 'пароль: ⟦SECRET⟧'],
  ['пароль: не подходит', 'пароль: не подходит'],
  ['-----BEGIN PRIVATE KEY-----\nMIIB', '⟦PRIVATE_KEY⟧'],
  ['+7 700 000 00 00, aigul@example.kz, KNS-483-920-179', null],
])('staff see «%s» without its secrets', (text, shown) => {
  expect(maskSecrets(text).text).toBe(shown ?? text)
})

test('what was masked reversibly comes back word for word', () => {
  const text = 'ИИН 900101389960, почта aigul@example.kz, снова 900101389960, Айгуль Серикова'
  const masked = maskReversibly(text, ['Айгуль', 'Серикова'])
  expect(masked.text).toBe('ИИН ⟦IIN_2⟧, почта ⟦EMAIL_1⟧, снова ⟦IIN_2⟧, ⟦NAME_4⟧ ⟦NAME_3⟧')
  expect(restoreMasked(masked.text, masked.originals)).toBe(text)
})

test('a placeholder typed by the client is not swapped for data', () => {
  const masked = maskReversibly('⟦IIN_1⟧ и 900101389960')
  expect(masked.text).toBe('IIN_1 и ⟦IIN_1⟧')
})
