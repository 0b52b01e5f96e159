import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type CliIo, UsageError } from '../cli-io.ts'
import { run } from './cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'faq-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const logged: string[] = []
const io: CliIo = {
  out: () => undefined,
  err: (line) => void logged.push(line),
  path: (given) => join(folder, given),
  input: async () => '',
  env: {},
}

test('one prediction is written per question, in order', async () => {
  writeFileSync(
    join(folder, 'in.jsonl'),
    '{"id":"1","channel":"bot","text":"забыл пароль от эцп"}\n\n{"id":"2","channel":"email","text":"спасибо"}\n',
  )
  expect(await run(['search', '--in', 'in.jsonl', '--out', 'out.jsonl'], io)).toBe(0)
  const lines = readFileSync(join(folder, 'out.jsonl'), 'utf8').trim().split('\n')
  const predictions = lines.map((line) => JSON.parse(line))
  expect(predictions.map((p) => p.id)).toEqual(['1', '2'])
  expect(predictions[0].slugs[0]).toBe('eds-forgot-password')
  expect(predictions[0].answered).toBe(true)
  expect(predictions[1].answered).toBe(false)
  expect(Object.keys(predictions[0])).toEqual(['id', 'slugs', 'answered'])
})

test.each([[[]], [['search']], [['find', '--in', 'a', '--out', 'b']]])(
  'wrong arguments %j are refused as wrong usage',
  async (args) => {
    await expect(run(args, io)).rejects.toBeInstanceOf(UsageError)
  },
)

test('a broken line is named by its number', async () => {
  writeFileSync(join(folder, 'bad.jsonl'), '{"id":"1","text":"да"}\n{oops\n')
  await expect(run(['search', '--in', 'bad.jsonl', '--out', 'x'], io)).rejects.toThrow('line 2')
})
