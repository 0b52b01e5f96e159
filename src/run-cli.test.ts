import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from './run-cli.ts'

async function kense(...argv: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCli(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    path: (given) => join(tmpdir(), given),
    input: async () => '',
    env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const help = await kense('help')
const names = [...help.out.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name ?? '')

test('help is a result and lists the verbs', () => {
  expect(help).toMatchObject({ code: 0, err: '' })
  expect(names).toEqual(expect.arrayContaining(['triage', 'faq', 'sla', 'mail', 'staff', 'audit']))
})

test.each([[], ['cook'], ['constructor']])(
  'no verb and an unknown one are wrong usage: %s',
  async (...argv) => {
    const { code, out, err } = await kense(...argv)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('usage: ')
  },
)

test.each(names)(
  '%s refuses an option it does not know with 2 and prints no result',
  async (name) => {
    const { code, out, err } = await kense(name, '--no-such-option')
    expect([code, out]).toEqual([2, ''])
    expect(err).not.toBe('')
  },
)

test.each([
  ['triage', '--in', 'no-such-file', '--out', 'x'],
  ['mail', 'inspect', 'no-such-file'],
  ['audit', 'verify'],
])('what fails ends with 1 and says why in words: %s', async (...argv) => {
  const { code, out, err } = await kense(...argv)
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/no-such-file|DATABASE_URL: cannot use/)
  expect(err).not.toContain('    at ')
})

test('what succeeds ends with 0 and its result on standard output', async () => {
  const { code, out, err } = await kense(
    'sla',
    'due',
    '--received',
    '2026-11-23T10:00',
    '--priority',
    'critical',
  )
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/^due {4}2026-11-23T18:00/m)
})
