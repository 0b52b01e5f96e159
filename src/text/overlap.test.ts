import { expect, test } from 'vitest'
import { overlapping } from './overlap.ts'

test('the same words in other case, marks and letters overlap; another question does not', () => {
  const known = ['Кілттің паролін ұмыттым!', 'как отозвать сертификат в НУЦ']
  expect(
    overlapping(
      [
        'килттин паролин умыттым',
        'Как отозвать сертификат в нуц?',
        'как отозвать документ',
        '?',
        'сколько стоит тариф',
      ],
      known,
    ),
  ).toEqual([true, true, false, false, false])
  expect(overlapping(['?'], [])).toEqual([false])
})
