import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { staffRecoveryCode, staffSession, staffTotp } from '../../db/schema/people.ts'
import { suspendClient } from '../../src/access/suspend-client.ts'
import { rotateKey } from '../../src/clients/rotate-key.ts'
import { actingAs } from '../../src/context.ts'
import { mayDo, strongRights } from '../../src/rights.ts'
import { resetTotp } from '../../src/staff/reset-totp.ts'
import { findSession } from '../../src/staff/session.ts'
import { totpCode } from '../../src/staff/totp.ts'
import { createVault } from '../../src/vault.ts'
import { buildClient, staffCtx } from '../clients/build-client.ts'
import { buildStaff, type Desk, password, startDesk, Visitor } from './desk.ts'

const email = 'compromise-officer@kense.app'
let desk: Desk
let staffId: string
let secret = ''
let recovery: string[] = []
beforeAll(async () => {
  desk = await startDesk()
  staffId = (await buildStaff(desk.ctx, 'compromise-officer')).staffId
})
afterAll(() => desk.close())

/** Somebody who has given the password and nothing else. */
async function withPassword(): Promise<Visitor> {
  const visitor = new Visitor(desk.app)
  const response = await visitor.post('/desk/sign-in', { email, password })
  expect(response.status).toBe(303)
  return visitor
}
const code = () => totpCode(secret, desk.clock.now())
const nextCode = () => {
  desk.clock.advance(30_000)
  return code()
}
const home = async (visitor: Visitor) => (await visitor.get('/desk')).headers.get('location')
const step = async (visitor: Visitor, typed: string) => {
  await visitor.get('/desk/second-step')
  return visitor.post('/desk/second-step', { code: typed, next: '/desk/compromise' })
}

describe('switching it on', () => {
  test('takes the password and a first right code; the secret lies encrypted, recovery codes as hashes', async () => {
    const visitor = await withPassword()
    const elsewhere = await withPassword()
    expect(await home(visitor)).toBeNull()
    await visitor.get('/desk/account/second-factor')
    const path = '/desk/account/second-factor'
    expect((await visitor.post(path, { verb: 'start', password: 'wrong' })).status).toBe(422)
    expect((await visitor.post(path, { verb: 'start', password })).status).toBe(303)
    const shown = await (await visitor.get(path)).text()
    secret = /<code class="invite-link">([A-Z2-7]{32})<\/code>/.exec(shown)?.[1] ?? ''
    expect(shown).toContain('<svg')
    expect((await visitor.post(path, { verb: 'confirm', code: '000000' })).status).toBe(403)
    const confirmed = await (await visitor.post(path, { verb: 'confirm', code: code() })).text()
    recovery = [...confirmed.matchAll(/<code>([a-z2-9-]{19})<\/code>/g)].map(
      (match) => match[1] ?? '',
    )
    expect(recovery).toHaveLength(10)
    const stored = JSON.stringify([
      await desk.db.select().from(staffTotp),
      await desk.db.select().from(staffRecoveryCode),
    ])
    for (const one of [secret, ...recovery]) expect(stored).not.toContain(one)
    expect(await (await visitor.get(path)).text()).not.toContain(secret)
    // A session that never proved the second factor is gone, this one goes on.
    expect(await home(visitor)).toBeNull()
    expect(await home(elsewhere)).toMatch(/^\/desk\/sign-in/)
    expect((await visitor.post(path, { verb: 'start', password })).status).toBe(409)
  })
})

describe('afterwards a password alone', () => {
  test('opens nothing but the page that asks for the code', async () => {
    const visitor = await withPassword()
    expect(await home(visitor)).toBe('/desk/second-step?next=%2Fdesk')
    expect((await visitor.post('/desk/settings', {})).status).toBe(401)
    expect(
      (await desk.app.request('/desk/events', { headers: { Cookie: visitor.cookie } })).status,
    ).toBe(303)
    const wrong = await step(visitor, '000000')
    expect(wrong.status).toBe(403)
    // The code that switched it on has been used.
    expect((await step(visitor, code())).status).toBe(403)
    const right = await step(visitor, nextCode())
    expect(right.headers.get('location')).toBe('/desk/compromise')
    expect(await home(visitor)).toBeNull()
  })

  test('and a recovery code does, once, however it is typed', async () => {
    const [first = ''] = recovery
    expect(
      (await step(await withPassword(), first.toUpperCase().replaceAll('-', ' '))).status,
    ).toBe(303)
    expect((await step(await withPassword(), first)).status).toBe(403)
    const chain = await desk.db
      .select({ action: auditEvent.action, data: auditEvent.data })
      .from(auditEvent)
      .where(eq(auditEvent.chain, `staff:${staffId}`))
    expect(chain.filter(({ action }) => action === 'staff.second_factor_passed')).toMatchObject([
      { data: { how: 'app' } },
      { data: { how: 'recovery' } },
    ])
  })

  test('guesses are braked, and a right password takes none back', async () => {
    desk.clock.advance(3_600_000)
    for (let guess = 1; guess <= 5; guess += 1) {
      expect((await step(await withPassword(), '000000')).status).toBe(403)
    }
    const visitor = await withPassword()
    expect((await step(visitor, nextCode())).status).toBe(429)
    desk.clock.advance(3_600_000)
    expect((await step(visitor, nextCode())).status).toBe(303)
  })
})

test('a right that closes or opens access is refused to a password alone', async () => {
  const admin = await staffCtx(desk.ctx, 'admin')
  const { id: clientId } = await buildClient(admin)
  const half = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'compromise-officer' })
  const whole = actingAs(desk.ctx, { ...half.actor, secondFactor: true } as typeof half.actor)
  const suspend = { clientId, scope: 'platform' as const, codes: ['4.3.1'] }
  await expect(suspendClient(half, suspend)).rejects.toMatchObject({ key: 'secondFactorNeeded' })
  await suspendClient(whole, suspend)
  for (const right of ['access.suspend', 'access.resume', 'compromise.decide'] as const) {
    expect(strongRights).toContain(right)
    expect(mayDo('auditor', right)).toBe(false)
  }
})

test('new recovery codes end the earlier ones', async () => {
  const visitor = await withPassword()
  await step(visitor, nextCode())
  await visitor.get('/desk/account/second-factor')
  const page = await (await visitor.post('/desk/account/second-factor', { verb: 'renew' })).text()
  const fresh = [...page.matchAll(/<code>([a-z2-9-]{19})<\/code>/g)].map((match) => match[1] ?? '')
  expect(fresh).toHaveLength(10)
  expect((await step(await withPassword(), recovery[1] ?? '')).status).toBe(403)
  expect((await step(await withPassword(), fresh[1] ?? '')).status).toBe(303)
})

test('a new SECRET_KEY seals the secret anew, and the app still fits', async () => {
  const vault = createVault('n'.repeat(40), 'k'.repeat(40))
  await rotateKey({ ...desk.ctx, vault })
  const [row] = await desk.db.select().from(staffTotp)
  const only = createVault('n'.repeat(40))
  expect(only.open(row?.secretSealed ?? '', `totp:${staffId}`)).toBe(secret)
})

test('an administrator takes it off another account, which is signed out; nobody his own', async () => {
  const admin = await staffCtx(desk.ctx, 'admin')
  await expect(
    resetTotp(actingAs(desk.ctx, { kind: 'staff', staffId, role: 'admin', secondFactor: true }), {
      staffId,
    }),
  ).rejects.toMatchObject({ key: 'ownAccount' })
  await resetTotp(admin, { staffId })
  expect(
    await desk.db.select().from(staffSession).where(eq(staffSession.staffId, staffId)),
  ).toEqual([])
  const visitor = await withPassword()
  expect(await home(visitor)).toBeNull()
  const token = visitor.cookie.split('=')[1] ?? ''
  expect(await findSession(desk.ctx, token, { slide: false })).toMatchObject({
    awaitsSecondFactor: false,
    actor: { role: 'compromise-officer' },
  })
})

test('the page of roles shows the table of the code', async () => {
  const visitor = await withPassword()
  const page = await (await visitor.get('/desk/roles')).text()
  expect(page).toContain('закрывать доступ')
  expect(page).toContain('нужен код из приложения')
})
