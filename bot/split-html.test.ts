import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseHtml } from '../src/sandbox/telegram/parse-html.ts'
import { plainText, splitHtml } from './split-html.ts'
import { escapeHtml } from './view.ts'

const tag = fc.constantFrom('b', 'i', 'code')
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }).map(escapeHtml)
const html = fc
  .array(
    fc.oneof(
      words,
      fc.tuple(tag, words).map(([name, text]) => `<${name}>${text}</${name}>`),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(' '))

test('every part fits, stands by itself, and nothing but blanks is lost', () => {
  fc.assert(
    fc.property(html, fc.integer({ min: 8, max: 300 }), (text, max) => {
      const parts = splitHtml(text, max)
      for (const part of parts) {
        const parsed = parseHtml(part)
        expect(parsed.text.length).toBeLessThanOrEqual(max)
        expect(parsed.text.isWellFormed()).toBe(plainText(text).isWellFormed())
      }
      const squeezed = (value: string) => value.replace(/\s+/gu, '')
      expect(squeezed(parts.map(plainText).join(''))).toBe(squeezed(plainText(text)))
    }),
    { numRuns: 300 },
  )
})

test('markup that is open at a cut goes on in the next part', () => {
  expect(splitHtml('<b>один два три</b> &amp; ещё', 9)).toEqual([
    '<b>один два</b>',
    '<b>три</b> &amp; ещё',
  ])
})

test('a short text is one part', () => {
  expect(splitHtml('<b>KNS</b> да')).toEqual(['<b>KNS</b> да'])
})
