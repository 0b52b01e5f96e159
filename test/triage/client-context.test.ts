import { afterAll, beforeAll, expect, test } from 'vitest'
import { suspension } from '../../db/schema/access.ts'
import { client } from '../../db/schema/clients.ts'
import { triageContext } from '../../src/triage/client-context.ts'
import { buildClient, buildIdentity, head, staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

let desk: TestContext
beforeAll(async () => {
  desk = await testContext()
})
afterAll(() => desk.close())

test('nobody is a stranger until clients are registered; then only people of clients are known', async () => {
  const { ctx } = desk
  const stranger = await buildIdentity(ctx)
  const of = (identityId: string) => triageContext(ctx.db, { identityId }, ctx.now())
  expect(await of(stranger.id)).toEqual({ senderKnown: true, suspended: false })
  await buildClient(await staffCtx(ctx, 'operator'))
  expect(await of(stranger.id)).toEqual({ senderKnown: false, suspended: false })
  const known = await buildIdentity(ctx, { channel: 'email', address: head.email })
  expect(await of(known.id)).toEqual({ senderKnown: true, suspended: false })
})

test('a suspension in force tells, one that is lifted or yet to come does not', async () => {
  const { ctx } = desk
  const known = await buildIdentity(ctx, { channel: 'email', address: head.email })
  const [registered] = await ctx.db.select({ id: client.id }).from(client)
  if (!registered) throw new Error('no client')
  const row = {
    id: ctx.newId(),
    clientId: registered.id,
    scope: 'platform' as const,
    products: [],
    keySerials: [],
    reason: 'breach' as const,
    codes: ['4.3.1'],
    text: 'Нарушение',
    startsAt: ctx.now(),
    createdAt: ctx.now(),
    createdBy: {},
  }
  await ctx.db.insert(suspension).values(row)
  const at = (ms: number) =>
    triageContext(ctx.db, { identityId: known.id }, new Date(ctx.now().getTime() + ms))
  expect((await at(0)).suspended).toBe(true)
  expect((await at(-1)).suspended).toBe(false)
  await ctx.db.update(suspension).set({ liftedAt: ctx.now() })
  expect((await at(1)).suspended).toBe(false)
})
