import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiKey } from '../../db/schema/platform.ts'
import { suspendClient } from '../../src/access/suspend-client.ts'
import { deliverWebhook } from '../../src/platform/deliver-webhook.ts'
import { buildStaff, type Desk, signedIn, startDesk } from '../admin/desk.ts'
import { buildClient, staffCtx } from '../clients/build-client.ts'

let desk: Desk
beforeAll(async () => {
  desk = await startDesk()
  for (const role of ['admin', 'auditor', 'operator'] as const) await buildStaff(desk.ctx, role)
})
afterAll(() => desk.close())

test('an administrator makes a key, sees its secret once, and revokes it', async () => {
  const admin = await signedIn(desk, 'admin@kense.app')
  await admin.get('/desk/platform')
  const refused = await admin.post('/desk/platform/keys', { name: 'Вход' })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('Отметьте хотя бы одно')
  const made = await admin.post('/desk/platform/keys', { name: 'Вход', scopes: 'access.read' })
  const [secret] = /kns_[\w-]{43}/.exec(await made.text()) ?? []
  expect(secret).toBeDefined()
  const [row] = await desk.db.select().from(apiKey)
  expect(JSON.stringify(row)).not.toContain(secret)
  const later = await (await admin.get('/desk/platform')).text()
  expect(later).not.toContain('kns_')
  expect(later).toContain('читать решение о доступе')
  const gone = await admin.post(`/desk/platform/keys/${row?.id}/revoke`, {})
  expect(gone.headers.get('location')).toBe('/desk/platform?done=key_revoked')
})

test('what was told, what waits and why is seen, and sent again', async () => {
  const officer = await staffCtx(desk.ctx, 'compromise-officer')
  const { id } = await buildClient(officer)
  await suspendClient(officer, { clientId: id, scope: 'platform', codes: ['4.3.1'] })
  const down = async () => {
    throw new Error('HTTP 503')
  }
  await expect(deliverWebhook(desk.ctx, down, { clientId: id })).rejects.toThrow()
  const admin = await signedIn(desk, 'admin@kense.app')
  const page = await (await admin.get('/desk/platform?show=waiting')).text()
  expect(page).toContain('HTTP 503')
  expect(page).toContain('доступ изменён')
  const [eventId] = /name="eventId" value="([^"]+)"/.exec(page)?.slice(1) ?? []
  const sent = await admin.post('/desk/platform/replay', { eventId: eventId ?? '' })
  expect(sent.headers.get('location')).toBe('/desk/platform?done=replayed')
  expect(await (await admin.get('/desk/platform')).text()).not.toContain('HTTP 503')
})

test('an auditor only looks, an operator does not even do that', async () => {
  const auditor = await signedIn(desk, 'auditor@kense.app')
  const page = await (await auditor.get('/desk/platform')).text()
  expect(page).not.toContain('action="/desk/platform')
  const operator = await signedIn(desk, 'operator@kense.app')
  expect((await operator.get('/desk/platform')).status).toBe(403)
})
