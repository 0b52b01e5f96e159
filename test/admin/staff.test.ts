import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { signInFailure, staff, staffInvite, staffSession } from '../../db/schema/people.ts'
import { actingAs } from '../../src/context.ts'
import { acceptInvite } from '../../src/staff/accept-invite.ts'
import { addStaff } from '../../src/staff/add-staff.ts'
import { createFirstAdminInvite } from '../../src/staff/create-first-admin-invite.ts'
import { findSession, sessionLifeMs } from '../../src/staff/session.ts'
import { signIn } from '../../src/staff/sign-in.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
beforeEach(async () => {
  t = await testContext()
})
afterEach(() => t.close())

const password = 'correct horse battery'
const anna = { name: 'Анна', email: 'Anna@Kense.app', password }
const fails = (code: string, key: string) => expect.objectContaining({ code, key })

describe('the link of the first administrator', () => {
  test('is stored as a hash only, makes one administrator and starts his audit chain', async () => {
    const invite = await createFirstAdminInvite(t.ctx)
    const token = invite?.token ?? ''
    const stored = await t.db.select().from(staffInvite)
    expect(JSON.stringify(stored)).not.toContain(token)
    const actor = await acceptInvite(t.ctx, { token, ...anna })
    expect(actor.role).toBe('admin')
    const [row] = await t.db.select().from(staff)
    expect(row).toMatchObject({ email: 'anna@kense.app' })
    expect(row?.passwordHash).toMatch(/^\$argon2id\$/)
    const chain = await t.db
      .select()
      .from(auditEvent)
      .where(eq(auditEvent.chain, `staff:${actor.staffId}`))
    expect(chain).toMatchObject([{ seq: 1, action: 'staff.invited', actor }])
  })

  test('of two used at the same time only one wins', async () => {
    const invites = [await createFirstAdminInvite(t.ctx), await createFirstAdminInvite(t.ctx)]
    const results = await Promise.allSettled(
      invites.map((invite, n) =>
        acceptInvite(t.ctx, { ...anna, token: invite?.token ?? '', email: `a${n}@kense.app` }),
      ),
    )
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await t.db.select().from(staff)).toHaveLength(1)
  })

  test('is worth nothing after 24 hours', async () => {
    const invite = await createFirstAdminInvite(t.ctx)
    t.clock.advance(24 * 3600_000)
    await expect(acceptInvite(t.ctx, { token: invite?.token ?? '', ...anna })).rejects.toEqual(
      fails('not_found', 'inviteInvalid'),
    )
  })
})

describe('accounts', () => {
  test('only an administrator or the machine adds one', async () => {
    const input = { ...anna, role: 'operator' } as const
    const { staffId } = await addStaff(t.ctx, input)
    const operator = actingAs(t.ctx, { kind: 'staff', staffId, role: 'operator' })
    await expect(addStaff(operator, { ...input, email: 'b@kense.app' })).rejects.toEqual(
      fails('forbidden', 'role'),
    )
    await expect(addStaff(t.ctx, input)).rejects.toEqual(fails('conflict', 'staffEmailTaken'))
    expect(await t.db.select().from(staff)).toHaveLength(1)
  })

  test('eleven characters are no password', async () => {
    await expect(
      addStaff(t.ctx, { ...anna, role: 'operator', password: '12345678901' }),
    ).rejects.toThrow('passwordTooShort')
  })
})

describe('guessing', () => {
  const attempt = (given: string, network = '10.0.0.1') =>
    signIn(t.ctx, { email: 'anna@kense.app', password: given, network })

  test('is braked after five failures, and only for that network', async () => {
    await addStaff(t.ctx, { ...anna, role: 'operator' })
    for (let n = 0; n < 5; n += 1) {
      await expect(attempt('wrong')).rejects.toEqual(fails('forbidden', 'signInWrong'))
    }
    await expect(attempt(password)).rejects.toEqual(fails('limit', 'signInBraked'))
    await expect(attempt(password, '10.0.0.2')).resolves.toMatchObject({
      actor: { role: 'operator' },
    })
    t.clock.advance(15 * 60_000)
    await expect(attempt(password)).resolves.toBeTruthy()
  })

  test('in parallel gets no more tries than one after another', async () => {
    await addStaff(t.ctx, { ...anna, role: 'operator' })
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => attempt('wrong')))
    const looked = results.filter(
      (result) => result.status === 'rejected' && result.reason.key === 'signInWrong',
    )
    expect(looked.length).toBeLessThanOrEqual(5)
  })

  test('leaves no typed address behind', async () => {
    await expect(attempt('wrong')).rejects.toThrow()
    expect(JSON.stringify(await t.db.select().from(signInFailure))).not.toContain('anna')
  })
})

describe('a session', () => {
  const open = async () => {
    await addStaff(t.ctx, { ...anna, role: 'operator' })
    return signIn(t.ctx, { email: 'anna@kense.app', password, network: 'local' })
  }

  test('slides with use and ends without it', async () => {
    const { token } = await open()
    for (let n = 0; n < 3; n += 1) {
      t.clock.advance(sessionLifeMs - 60_000)
      expect(await findSession(t.ctx, token, { slide: true })).not.toBeNull()
    }
    t.clock.advance(sessionLifeMs - 60_000)
    expect(await findSession(t.ctx, token, { slide: false })).not.toBeNull()
    t.clock.advance(60_000)
    expect(await findSession(t.ctx, token, { slide: true })).toBeNull()
  })

  test('is stored by hash and ends with the account', async () => {
    const { token, actor } = await open()
    expect(JSON.stringify(await t.db.select().from(staffSession))).not.toContain(token)
    await t.db.update(staff).set({ disabledAt: t.clock.now() }).where(eq(staff.id, actor.staffId))
    expect(await findSession(t.ctx, token, { slide: true })).toBeNull()
  })
})
