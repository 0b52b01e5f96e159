import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { staff } from '../../db/schema/people.ts'
import { actingAs } from '../../src/context.ts'
import { changeStaff } from '../../src/staff/change-staff.ts'
import { inviteStaff } from '../../src/staff/invite-staff.ts'
import { buildStaff, type Desk, password, signedIn, startDesk, Visitor } from './desk.ts'

let desk: Desk
let admin: Visitor
let adminId: string
beforeAll(async () => {
  desk = await startDesk()
  adminId = (await buildStaff(desk.ctx, 'admin')).staffId
  await buildStaff(desk.ctx, 'operator')
  admin = await signedIn(desk, 'admin@kense.app')
})
afterAll(() => desk.close())

const accountOf = async (email: string) =>
  (await desk.db.select().from(staff).where(eq(staff.email, email)))[0]
const chain = async (id: string) =>
  (
    await desk.db
      .select()
      .from(auditEvent)
      .where(eq(auditEvent.chain, `staff:${id}`))
      .orderBy(auditEvent.seq)
  ).map(({ action }) => action)

test('an invitation is shown once, works once and gives its role', async () => {
  await admin.get('/desk/staff')
  const made = await (await admin.post('/desk/staff/invite', { role: 'compromise-officer' })).text()
  const path = /\/desk\/welcome\/[\w-]+/.exec(made)?.[0] ?? ''
  expect(await (await admin.get('/desk/staff')).text()).not.toContain('/desk/welcome/')
  const guest = new Visitor(desk.app)
  expect(await (await guest.get(path)).text()).toContain('уполномоченный по компрометации')
  const answers = { name: 'Асель', email: 'assel@kense.app', password }
  expect((await guest.post(path, answers)).headers.get('location')).toBe('/desk')
  expect(await accountOf('assel@kense.app')).toMatchObject({ role: 'compromise-officer' })
  expect((await new Visitor(desk.app).get(path)).status).toBe(404)
})

test('another role counts at once, a closed account is out at once', async () => {
  await buildStaff(desk.ctx, 'operator', 'marat@kense.app')
  const { id = '' } = (await accountOf('marat@kense.app')) ?? {}
  const marat = await signedIn(desk, 'marat@kense.app')
  await admin.get('/desk/staff')
  await admin.post(`/desk/staff/${id}`, { role: 'supervisor', disabled: 'no' })
  expect((await marat.get('/desk/settings')).status).toBe(200)
  await admin.post(`/desk/staff/${id}`, { role: 'supervisor', disabled: 'yes' })
  await admin.post(`/desk/staff/${id}`, { role: 'supervisor', disabled: 'yes' })
  expect((await marat.get('/desk')).status).toBe(303)
  await expect(signedIn(desk, 'marat@kense.app')).rejects.toThrow('403')
  await admin.post(`/desk/staff/${id}`, { role: 'operator', disabled: 'no' })
  await signedIn(desk, 'marat@kense.app')
  expect((await chain(id)).filter((action) => action === 'staff.changed')).toHaveLength(3)
})

test('nobody changes his own account, and only administrators change any', async () => {
  await admin.get('/desk/staff')
  const own = await admin.post(`/desk/staff/${adminId}`, { role: 'operator', disabled: 'yes' })
  expect(own.status).toBe(409)
  const operator = await signedIn(desk, 'operator@kense.app')
  expect((await operator.get('/desk/staff')).status).toBe(403)
  expect((await operator.post('/desk/staff/invite', { role: 'admin' })).status).toBe(403)
  const gone = await admin.post(`/desk/staff/${desk.ctx.newId()}`, {
    role: 'admin',
    disabled: 'no',
  })
  expect(gone.status).toBe(404)
  expect((await admin.post('/desk/staff/invite', { role: 'owner' })).status).toBe(422)
})

test('of two administrators who close each other at the same time one remains', async () => {
  const other = await buildStaff(desk.ctx, 'admin', 'second@kense.app')
  const acts = [
    [adminId, other.staffId],
    [other.staffId, adminId],
  ] as const
  const results = await Promise.allSettled(
    acts.map(([by, whom]) =>
      changeStaff(actingAs(desk.ctx, { kind: 'staff', staffId: by, role: 'admin' }), {
        staffId: whom,
        role: 'admin',
        disabled: true,
      }),
    ),
  )
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await desk.db.update(staff).set({ disabledAt: null }).where(eq(staff.role, 'admin'))
})

test('a new password ends the other sessions and needs the old one', async () => {
  const here = await signedIn(desk, 'operator@kense.app')
  const elsewhere = await signedIn(desk, 'operator@kense.app')
  const next = 'another long password'
  await here.get('/desk/account')
  const wrong = await here.post('/desk/account/password', { current: 'guess', password: next })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('id="f-current-error"')
  const short = await here.post('/desk/account/password', { current: password, password: 'short' })
  expect(await short.text()).toContain('id="f-password-error"')
  const right = await here.post('/desk/account/password', { current: password, password: next })
  expect(right.headers.get('location')).toBe('/desk/account?done=password_changed')
  expect((await here.get('/desk')).status).toBe(200)
  expect((await elsewhere.get('/desk')).status).toBe(303)
  await expect(signedIn(desk, 'operator@kense.app')).rejects.toThrow('403')
})

test('signing out everywhere ends every session of one account and no other', async () => {
  await buildStaff(desk.ctx, 'engineer')
  const sessions = [
    await signedIn(desk, 'engineer@kense.app'),
    await signedIn(desk, 'engineer@kense.app'),
  ]
  await sessions[0]?.get('/desk/account')
  await sessions[0]?.post('/desk/account/sign-out', {})
  for (const session of sessions) expect((await session.get('/desk')).status).toBe(303)
  expect(await signedIn(desk, 'assel@kense.app')).toBeTruthy()
})

test('an invitation is for administrators to make', async () => {
  for (const actor of [
    desk.ctx.actor,
    { kind: 'staff', staffId: adminId, role: 'auditor' } as const,
  ]) {
    await expect(
      inviteStaff(actingAs(desk.ctx, actor), { role: 'operator' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  }
})
