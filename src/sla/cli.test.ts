import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UsageError } from '../cli-io.ts'
import { run } from './cli.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sla-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function kense(...args: string[]): Promise<string> {
  const lines: string[] = []
  const code = await run(args, {
    out: (line) => lines.push(line),
    err: (line) => lines.push(`err ${line}`),
    path: (given) => join(folder, given),
    input: async () => '',
    env: {},
  })
  expect(code).toBe(0)
  return lines.join('\n')
}

const due = (...args: string[]) => kense('due', ...args)

test('target and due are printed with the offset of Astana', async () => {
  expect(await due('--received', '2026-11-23T10:00', '--priority', 'critical')).toBe(
    'target 2026-11-23T12:00:00+05:00\ndue    2026-11-23T18:00:00+05:00',
  )
})

test('JSON holds target, due and the counted intervals', async () => {
  const json = await due('--received', '2026-11-27T17:30', '--priority', 'high', '--json')
  const { target, due: end, intervals } = JSON.parse(json)
  expect(Object.keys(JSON.parse(json))).toEqual(['target', 'due', 'intervals'])
  expect([target, end]).toEqual(['2026-11-30T11:30:00+05:00', '2026-12-01T11:30:00+05:00'])
  expect(intervals.map((i: { from: string; to: string }) => [i.from, i.to])).toEqual([
    ['2026-11-27T17:30:00+05:00', '2026-11-27T18:00:00+05:00'],
    ['2026-11-30T09:00:00+05:00', '2026-11-30T18:00:00+05:00'],
    ['2026-12-01T09:00:00+05:00', '2026-12-01T11:30:00+05:00'],
  ])
})

test('an offset in the time of receipt is honoured, and before March 2024 Astana is +06', async () => {
  expect(await due('--received', '2026-11-23T05:00Z', '--priority', 'critical')).toContain(
    'due    2026-11-23T18:00:00+05:00',
  )
  expect(await due('--received', '2024-02-29T10:00', '--priority', 'high')).toBe(
    'target 2024-02-29T13:00:00+06:00\ndue    2024-03-01T13:00:00+05:00',
  )
})

test.each(['ru', 'kk', 'en'])(
  'the explanation in %s names rule, versions, intervals and days off',
  async (locale) => {
    const text = await due(
      '--received',
      '2026-03-20T16:00',
      '--priority',
      'low',
      '--explain',
      '--locale',
      locale,
    )
    expect(text).toContain('regulation-3.8')
    expect(text).toContain('kz-seed-2024-2027')
    expect(text).toContain(locale === 'en' ? '2026-03-30' : '30.03.2026')
    expect(text.split('\n').filter((l) => l.startsWith('  '))).toHaveLength(9)
  },
)

test('the explanation as JSON carries the rule and the days off between', async () => {
  const json = JSON.parse(
    await due('--received', '2026-03-20T16:00', '--priority', 'low', '--explain', '--json'),
  )
  expect(json).toMatchObject({
    rule: { deadline: { unit: 'days', value: 3 }, dayRule: 'end_of_nth_day' },
    calendarVersion: 'kz-seed-2024-2027',
    policyVersion: 'regulation-3.8',
  })
  expect(json.exceptions).toHaveLength(5)
  expect(json.intervals.map((i: { workingDay: number }) => i.workingDay)).toEqual([0, 1, 2, 3])
})

test("a calendar of the user's own is used", async () => {
  const days = [{ date: '2026-11-24', kind: 'order', name_ru: 'приказ' }]
  await writeFile(
    join(folder, 'own.json'),
    JSON.stringify({ years: { 2026: { exceptions: days } } }),
  )
  const args = [
    '--received',
    '2026-11-23T17:00',
    '--priority',
    'critical',
    '--calendar',
    'own.json',
  ]
  expect(await due(...args)).toContain('due    2026-11-25T16:00:00+05:00')
})

test('wrong usage is refused with the reason', async () => {
  await writeFile(join(folder, 'broken.json'), '{')
  await writeFile(join(folder, 'other.json'), '{"years":{"2026":{"exceptions":[{"date":"x"}]}}}')
  const at = ['--received', '2026-11-23T10:00']
  const low = ['--priority', 'low']
  for (const [args, reason] of [
    [['soon'], /usage/],
    [['due', ...low], /--received is missing/],
    [['due', ...at], /--priority must be/],
    [['due', ...at, '--priority', 'urgent'], /--priority must be/],
    [['due', '--received', '2026-02-30T10:00', ...low], /not a date and time/],
    [['due', '--received', '2026-11-23', ...low], /not a date and time/],
    [['due', '--received', '2026-11-23T24:00', ...low], /not a date and time/],
    [['due', '--received', '2045-01-01T10:00', ...low], /2045/],
    [['due', '--received', '2038-12-31T10:00', ...low], /outside the calendar/],
    [['due', ...at, ...low, '--locale', 'de'], /--locale/],
    [['due', ...at, ...low, '--calendar', 'absent.json'], /cannot read absent.json: ENOENT/],
    [['due', ...at, ...low, '--calendar', 'broken.json'], /not JSON/],
    [['due', ...at, ...low, '--calendar', 'other.json'], /not a calendar date/],
  ] as const) {
    const failure = await run([...args], {
      out: () => {},
      err: () => {},
      path: (g) => join(folder, g),
      input: async () => '',
      env: {},
    }).then(
      () => null,
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(UsageError)
    expect(String(failure)).toMatch(reason)
  }
})
