import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { UsageError } from '../cli-io.ts'
import { parseLines, run } from './cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'triage-'))
afterAll(() => rmSync(folder, { recursive: true }))

const call = async (content: string, ...more: string[]) => {
  const errors: string[] = []
  writeFileSync(join(folder, 'in.jsonl'), content)
  const code = await run(['--in', 'in.jsonl', '--out', 'out.jsonl', ...more], {
    out: () => {},
    err: (line) => errors.push(line),
    path: (given) => join(folder, given),
    input: async () => '',
    env: {},
  })
  return { code, errors }
}

const results = (): Record<string, unknown>[] =>
  readFileSync(join(folder, 'out.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('order and ids of the input are kept, blank lines skipped', async () => {
  const { code } = await call(
    '{"id":"b","channel":"telegram","text":"спасибо"}\n\n{"id":7,"channel":"email","text":"не могу войти"}\n',
  )
  expect(code).toBe(0)
  expect(results().map((line) => line.id)).toEqual(['b', 7])
  expect(Object.keys(results()[0] ?? {})).toEqual(
    expect.arrayContaining([
      'lang',
      'intent',
      'priority',
      'complexity',
      'flags',
      'confidence',
      'evidence',
    ]),
  )
})

test.each([
  ['{"id":"a","text":"x"}\n{nonsense', /line 2: not JSON/],
  ['{"text":"x"}', /line 1: id/],
  ['{"id":"a","channel":"fax","text":"x"}', /line 1: channel/],
])('a bad line is named and ends with 1', async (content, message) => {
  const { code, errors } = await call(content)
  expect(code).toBe(1)
  expect(errors.join()).toMatch(message)
})

test('wrong usage is told apart from a failed operation', async () => {
  await expect(call('', '--engine', 'magic')).rejects.toThrow(UsageError)
  await expect(call('', '--engine', 'model')).rejects.toThrow(/OPENAI_API_KEY/)
})

test('a byte order mark does not spoil the first line', () => {
  expect(parseLines('\uFEFF{"id":"a","text":"x"}')).toHaveLength(1)
})
