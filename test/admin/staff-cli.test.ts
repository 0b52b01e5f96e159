import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { staff } from '../../db/schema/people.ts'
import { signIn } from '../../src/staff/sign-in.ts'
import { type TestContext, testContext } from '../harness.ts'

let desk: TestContext
beforeAll(async () => {
  desk = await testContext()
})
afterAll(() => desk.close())

async function kense(args: string[], password: string) {
  const child = spawn(process.execPath, ['src/launch.mjs', 'cli', 'staff', ...args], {
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: desk.url },
  })
  child.stdin.end(`${password}\n`)
  const exit = once(child, 'exit')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await exit
  return { code, out: out.trim(), err }
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
  60_000,
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
}, 90_000)
