import { expect, test } from 'vitest'
import { cleanText, fixHomoglyphs } from './clean.ts'
import { foldLetters, stemKazakh } from './kazakh.ts'
import { detectLanguage } from './language.ts'
import { cyrillicFromLatin, cyrillicFromLayout, restoreScript } from './script.ts'
import { normaliseText, tokenise } from './tokens.ts'

test('a Latin letter inside a Russian word becomes the letter it imitates', () => {
  expect(fixHomoglyphs('пaрoль')).toBe('пароль')
  expect(fixHomoglyphs('kеnse')).toBe('kense')
  expect(cleanText('вход\u200B  не\u00A0работает\r\nда')).toBe('вход не работает\nда')
})

test('Kazakh typed with Russian letters and with its own meet in one form', () => {
  expect(foldLetters('Құжатқа қол қоя алмаймын')).toBe('кужатка кол коя алмаймын')
  expect(stemKazakh('кужаттардын')).toBe(stemKazakh('кужаттар'))
  expect(stemKazakh('кужаттарды')).toBe(stemKazakh('кужатка'))
})

test('Latin-typed Russian gets its letters back', () => {
  expect(cyrillicFromLatin('parolyu')).toBe('паролю')
  expect(cyrillicFromLatin('shchet')).toBe('щет')
  expect(restoreScript('privet, u nas nikto ne zahodit')).toBe('привет, у нас никто не заходит')
})

test('a forgotten keyboard layout is undone', () => {
  expect(cyrillicFromLayout('ghbdtn')).toBe('привет')
  expect(restoreScript('yt vjue djqnb d rf,bytn')).toBe('не могу войти в кабинет')
})

test('English and product names keep their letters', () => {
  expect(restoreScript('the signing window does not open')).toBe('the signing window does not open')
  expect(restoreScript('не вижу NCALayer в Chrome')).toBe('не вижу NCALayer в Chrome')
})

test.each([
  ['Не могу войти в кабинет', 'ru'],
  ['Құжатқа қол қоя алмай отырмыз', 'kk'],
  ['кужат кетпей жатыр не истеймиз', 'kk'],
  ['parol utek, zakroite poka vhod', 'ru'],
  ['salem, wot faktura ketpeydi, kire almay otyrmyn', 'kk'],
  ['nothing opens since the morning', 'en'],
  ['???', 'ru'],
])('%s is %s', (text, lang) => {
  expect(detectLanguage(text).lang).toBe(lang)
})

test('different forms of a word share a stem, also through translit', () => {
  const stems = (text: string) => tokenise(text, 'ru').map((token) => token.stem)
  expect(stems('ne mogu voyti s parolem')).toEqual(stems('не могу войти с паролем'))
  expect(stems('накладные')).toEqual(stems('накладных'))
  expect(stems('обмен с 1C')).toContain('1с')
})

test('normalising is stable: a second pass changes nothing', () => {
  for (const text of ['Құжат КЕТПЕДІ', 'privet kak dela', 'the cabinet is closed', 'пaроль']) {
    expect(normaliseText(normaliseText(text))).toBe(normaliseText(text))
  }
})
