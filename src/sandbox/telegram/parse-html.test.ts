import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseHtml } from './parse-html.ts'

const because = (source: string) => {
  try {
    parseHtml(source)
    return 'accepted'
  } catch (error) {
    return error instanceof Error
      ? error.message.replace("Bad Request: can't parse entities: ", '')
      : ''
  }
}

test('tags become entities in UTF-16 units, outer ones first', () => {
  expect(parseHtml('😀<b>a<u>b</u></b><s>c</s>')).toEqual({
    text: '😀abc',
    entities: [
      { type: 'bold', offset: 2, length: 2 },
      { type: 'underline', offset: 3, length: 1 },
      { type: 'strikethrough', offset: 4, length: 1 },
    ],
  })
})

test('a language inside pre makes one entity', () => {
  expect(parseHtml('<pre><code class="language-js">x()</code></pre>').entities).toEqual([
    { type: 'pre', language: 'js', offset: 0, length: 3 },
  ])
})

test('quotes, spoilers and mentions are understood', () => {
  const source =
    '<blockquote expandable>q</blockquote><span class="tg-spoiler">s</span><a href="tg://user?id=7">m</a>'
  expect(parseHtml(source).entities).toMatchObject([
    { type: 'expandable_blockquote' },
    { type: 'spoiler' },
    { type: 'text_mention', user: { id: 7 } },
  ])
})

test('references are decoded, unknown ones stay', () => {
  expect(parseHtml('&lt;&amp;&gt;&quot;&#1103;&#x44f; &nbsp; &').text).toBe('<&>"яя &nbsp; &')
})

test('a link without an address is plain text', () => {
  expect(parseHtml('<a href="javascript:x">t</a>')).toEqual({ text: 't', entities: [] })
})

test('faults are named with their byte offset', () => {
  expect(because('<b>x')).toBe(`Can't find end tag corresponding to start tag "b"`)
  expect(because('я</b>')).toBe('Unexpected end tag at byte offset 2')
  expect(because('<b><i>x</b></i>')).toBe(
    'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
  )
  expect(because('x <p>y</p>')).toBe('Unsupported start tag "p" at byte offset 2')
  expect(because('a < b')).toBe('Unsupported start tag "" at byte offset 2')
  expect(because('a <b')).toBe('Unclosed start tag at byte offset 2')
  expect(because('<a href="x')).toBe('Unclosed start tag "a" at byte offset 0')
  expect(because('<span>x</span>')).toBe('Tag "span" must have class "tg-spoiler" at byte offset 0')
})

test('escaped text always comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
      expect(parseHtml(escaped)).toEqual({ text, entities: [] })
    }),
  )
})

test('any input is parsed or refused, never a crash', () => {
  const piece = fc.constantFrom(
    '<b>',
    '</b>',
    '<a href="',
    '">',
    '<',
    '>',
    '&#',
    ';',
    '/',
    'я',
    ' ',
    "'",
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      expect(because(pieces.join(''))).toEqual(expect.any(String))
    }),
  )
})
