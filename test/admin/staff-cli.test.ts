import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { staff } from '../../db/schema/people.ts'
import { runCli } from '../../src/run-cli.ts'
import { signIn } from '../../src/staff/sign-in.ts'
import { type TestContext, testContext } from '../harness.ts'

let desk: TestContext
beforeAll(async () => {
  desk = await testContext()
})
afterAll(() => desk.close())

async function kense(args: string[], password: string) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCli(['staff', ...args], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    path: (given) => given,
    input: async () => `${password}\n`,
    env: { DATABASE_URL: desk.url },
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const add = (email: string, role: string) => [
  'add',
  '--email',
  email,
  '--name',
  'Ерлан',
  '--role',
  role,
  '--password-stdin',
]
const password = 'a long enough password'

test.each(['admin', 'supervisor', 'operator', 'compromise-officer'] as const)(
  'an account of role %s is added and can sign in',
  async (role) => {
    const email = `${role}@kense.example`
    const { code, out } = await kense(add(email, role), password)
    expect(code).toBe(0)
    const [row] = await desk.db.select().from(staff).where(eq(staff.email, email))
    expect(row).toMatchObject({ id: out, role })
    expect(row?.passwordHash).toMatch(/^\$argon2id\$/)
    expect(await signIn(desk.ctx, { email, password, network: 'local' })).toMatchObject({
      actor: { role },
    })
  },
)

test('a known address and a short password fail with 1, wrong usage with 2', async () => {
  const cases: [string[], string, number][] = [
    [add('short@kense.example', 'operator'), 'short', 1],
    [add('boss@kense.example', 'boss'), password, 2],
    [['add', '--email', 'x@kense.example', '--role', 'operator'], password, 2],
  ]
  for (const [args, given, code] of cases) {
    const result = await kense(args, given)
    expect([args, result.code]).toEqual([args, code])
    expect(result.out).toBe('')
    expect(result.err).not.toBe('')
    expect(result.err).not.toContain(given)
  }
  await kense(add('twice@kense.example', 'operator'), password)
  expect((await kense(add('twice@kense.example', 'operator'), password)).code).toBe(1)
})
