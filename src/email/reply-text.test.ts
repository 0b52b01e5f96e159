import { createRequire } from 'node:module'
import EmailReplyParser from 'email-reply-parser'
import { describe, expect, test } from 'vitest'
import { type ReplyCase, replyCases } from './fixtures/replies.ts'
import { htmlToPlain } from './html-text.ts'
import { extractReplyText } from './reply-text.ts'

const planer = createRequire(import.meta.url)('planer') as {
  extractFrom: (text: string, type: string) => string
}

type Engine = (given: ReplyCase) => string

const asText = (given: ReplyCase) => (given.html ? htmlToPlain(given.html) : given.text)
const engines: Record<string, Engine> = {
  ours: (given) =>
    extractReplyText({
      text: given.text,
      html: given.html ?? null,
      textFromHtml: given.html !== undefined,
    }).reply,
  'email-reply-parser': (given) => new EmailReplyParser().read(asText(given)).getVisibleText(),
  planer: (given) => planer.extractFrom(asText(given), 'text/plain'),
}

const spaced = (text: string) => text.replace(/\s+/g, ' ').trim()

function measure(engine: Engine) {
  let exact = 0
  let lostWords = 0
  let words = 0
  for (const given of replyCases) {
    const got = spaced(engine(given))
    if (got === spaced(given.reply)) exact++
    const left = new Map<string, number>()
    for (const word of got.split(' ')) left.set(word, (left.get(word) ?? 0) + 1)
    for (const word of spaced(given.reply).split(' ')) {
      words++
      const count = left.get(word) ?? 0
      if (count === 0) lostWords++
      else left.set(word, count - 1)
    }
  }
  return { exact: exact / replyCases.length, lost: lostWords / words }
}

describe('what the client wrote', () => {
  test.each(replyCases.map((given) => [given.name, given] as const))('%s', (_, given) => {
    expect(spaced(engines.ours?.(given) ?? '')).toBe(spaced(given.reply))
  })

  test('is found more often, and loses fewer words, than by the known libraries', () => {
    const [ours, ...others] = Object.values(engines).map(measure)
    for (const other of others) {
      expect(ours?.exact).toBeGreaterThan(other.exact)
      expect(ours?.lost).toBeLessThanOrEqual(other.lost)
    }
  })

  test('long texts and pathological lines take no time', () => {
    const before = process.cpuUsage()
    const lines = [
      'On '.repeat(100),
      '> '.repeat(100),
      '2026-02-02 10:00, a@b.kz '.repeat(15),
      '---',
    ]
    const text = Array.from({ length: 20_000 }, (_, i) => lines[i % lines.length]).join('\n')
    extractReplyText({ text, html: null, textFromHtml: false })
    extractReplyText({ text: '-----\n--\n'.repeat(80_000), html: null, textFromHtml: false })
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000)
  })
})
