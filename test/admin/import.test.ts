import { afterAll, beforeAll, expect, test } from 'vitest'
import { client } from '../../db/schema/clients.ts'
import { buildStaff, type Desk, signedIn, startDesk } from './desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await startDesk()
  await buildStaff(desk.ctx, 'supervisor')
  await buildStaff(desk.ctx, 'operator')
})
afterAll(() => desk.close())

const path = '/desk/clients/import'
const file = (text: string) => new File([text], 'clients.csv', { type: 'text/csv' })
const table = 'Вид;Название;БИН\nТОО;ТОО «Ромашка»;991240000003\nТОО;ТОО «Не то»;991240000004\n'

test('a table is checked, told line by line, then brought in', async () => {
  const visitor = await signedIn(desk, 'supervisor@kense.app')
  await visitor.get(path)
  const checked = await visitor.upload(path, { step: 'check' }, [file(table)])
  const text = await checked.text()
  expect(checked.status).toBe(200)
  expect(text).toContain('Проверка: ничего не записано')
  expect(text).toContain('Контрольная цифра не сходится')
  expect(text).not.toContain('991240000004')
  expect(await desk.db.$count(client)).toBe(0)
  await visitor.upload(path, { step: 'import' }, [file(table)])
  expect(await desk.db.$count(client)).toBe(1)
})

test('a file without a name column and no file at all are told; an operator sees no page', async () => {
  const visitor = await signedIn(desk, 'supervisor@kense.app')
  await visitor.get(path)
  expect((await visitor.upload(path, { step: 'check' }, [file('a;b\n1;2')])).status).toBe(422)
  expect((await visitor.upload(path, { step: 'check' }, [])).status).toBe(422)
  const operator = await signedIn(desk, 'operator@kense.app')
  expect((await operator.get(path)).status).toBe(403)
})
