import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMarkdownV2 } from './parse-markdown.ts'

const because = (source: string) => {
  try {
    parseMarkdownV2(source)
    return 'accepted'
  } catch (error) {
    return error instanceof Error
      ? error.message.replace("Bad Request: can't parse entities: ", '')
      : ''
  }
}

test('marks become entities', () => {
  expect(parseMarkdownV2('*b _i_* __u__ ~s~ ||h|| `c`')).toEqual({
    text: 'b i u s h c',
    entities: [
      { type: 'bold', offset: 0, length: 3 },
      { type: 'italic', offset: 2, length: 1 },
      { type: 'underline', offset: 4, length: 1 },
      { type: 'strikethrough', offset: 6, length: 1 },
      { type: 'spoiler', offset: 8, length: 1 },
      { type: 'code', offset: 10, length: 1 },
    ],
  })
})

test('links and code blocks keep their address and language', () => {
  expect(parseMarkdownV2('[t](https://kense.app/a\\)b)\n```js\nx.y()```')).toEqual({
    text: 't\nx.y()',
    entities: [
      { type: 'text_link', url: 'https://kense.app/a)b', offset: 0, length: 1 },
      { type: 'pre', language: 'js', offset: 2, length: 5 },
    ],
  })
})

test('quoted lines are one entity', () => {
  expect(parseMarkdownV2('>a\n>b\nc')).toEqual({
    text: 'a\nb\nc',
    entities: [{ type: 'blockquote', offset: 0, length: 3 }],
  })
})

test('faults are named', () => {
  expect(because('a.b')).toBe(
    "Character '.' is reserved and must be escaped with the preceding '\\'",
  )
  expect(because('я*b')).toBe("Can't find end of Bold entity at byte offset 2")
  expect(because('[x](y')).toBe("Can't find end of a URL at byte offset 3")
})

test('escaped text always comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const escaped = text.replace(/[\\_*[\]()~`>#+\-=|{}.!]/g, '\\$&')
      expect(parseMarkdownV2(escaped)).toEqual({ text, entities: [] })
    }),
  )
})
