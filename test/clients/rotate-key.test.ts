import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientsList } from '../../src/clients/queries.ts'
import { revealClient } from '../../src/clients/reveal-client.ts'
import { rotateKey } from '../../src/clients/rotate-key.ts'
import { createVault } from '../../src/vault.ts'
import { type TestContext, testContext } from '../harness.ts'
import { buildClient, head, staffCtx } from './build-client.ts'

const old = 'k'.repeat(40)
const current = 'n'.repeat(40)

let t: TestContext
beforeEach(async () => {
  t = await testContext()
})
afterEach(() => t.close())

test('a new key finds and opens everything before, during and after the rotation', async () => {
  const operator = await staffCtx(t.ctx, 'operator')
  const { id } = await buildClient(operator)
  const both = { vault: createVault(current, old) }
  const search = { search: '991240000003' }
  expect(await clientsList({ ...t.ctx, ...both }, search)).toMatchObject([{ id }])
  // The number is taken even though its hash is of the old key.
  await expect(buildClient({ ...operator, ...both })).rejects.toMatchObject({ key: 'numberTaken' })
  expect(await rotateKey({ ...t.ctx, ...both })).toEqual({ clients: 1, contacts: 1 })
  expect(await rotateKey({ ...t.ctx, ...both })).toEqual({ clients: 0, contacts: 0 })
  const only = { vault: createVault(current) }
  expect(await clientsList({ ...t.ctx, ...only }, search)).toMatchObject([{ id }])
  const revealed = await revealClient({ ...operator, ...only }, { clientId: id })
  expect(revealed).toMatchObject({ number: '991240000003' })
  expect(Object.values(revealed.iins)).toEqual([head.iin])
  expect(await clientsList({ ...t.ctx, vault: createVault(old) }, search).catch(() => [])).toEqual(
    [],
  )
})
