import { afterAll, beforeAll, expect, test } from 'vitest'
import { client } from '../../db/schema/clients.ts'
import { createClient } from '../../src/clients/create-client.ts'
import { noteTrustedBounce } from '../../src/clients/note-trusted-bounce.ts'
import { actingAs } from '../../src/context.ts'
import { buildStaff, type Desk, signedIn, startDesk } from './desk.ts'

let desk: Desk
let supervisorId: string
beforeAll(async () => {
  desk = await startDesk()
  supervisorId = (await buildStaff(desk.ctx, 'supervisor')).staffId
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

test('doubles are found, looked at, joined, and parted again from the card', async () => {
  const supervisor = actingAs(desk.ctx, {
    kind: 'staff',
    staffId: supervisorId,
    role: 'supervisor',
  })
  const build = (name: string) =>
    createClient(supervisor, { kind: 'other', name, noNumberReason: 'двойник' })
  const stays = await build('Настоящий клиент')
  const double = await build('Двойник клиента')
  const visitor = await signedIn(desk, 'supervisor@kense.app')
  const card = `/desk/clients/${stays.id}`
  const found = await (await visitor.get(`${card}/merge?q=Двойник`)).text()
  expect(found).toContain(`?other=${double.id}`)
  expect(await (await visitor.get(`${card}/merge?other=${double.id}`)).text()).toContain(
    'Что перейдёт',
  )
  expect((await visitor.post(`${card}/merge`, { other: double.id })).status).toBe(303)
  expect((await visitor.get(`/desk/clients/${double.id}`)).headers.get('location')).toBe(card)
  const shown = await (await visitor.get(card)).text()
  const mergeId = /name="mergeId" value="([^"]+)"/.exec(shown)?.[1] ?? ''
  expect((await visitor.post(card, { verb: 'undoMerge', mergeId })).status).toBe(303)
  expect((await visitor.get(`/desk/clients/${double.id}`)).status).toBe(200)
  const refused = await visitor.post(`${card}/merge`, { other: stays.id })
  expect(refused.status).toBe(409)
  const operator = await signedIn(desk, 'operator@kense.app')
  expect((await operator.get(`${card}/merge`)).status).toBe(403)
})

test('the card keeps acceptance, logo consent and what bounced', async () => {
  const supervisor = actingAs(desk.ctx, {
    kind: 'staff',
    staffId: supervisorId,
    role: 'supervisor',
  })
  const { id } = await createClient(supervisor, {
    kind: 'other',
    name: 'Карточка',
    noNumberReason: 'ждём',
    person: { name: 'Глава', role: 'first_head', email: 'gone@firm.example' },
  })
  const visitor = await signedIn(desk, 'supervisor@kense.app')
  const card = `/desk/clients/${id}`
  await visitor.get(card)
  const edit = {
    verb: 'edit',
    kind: 'other',
    name: 'Карточка',
    noNumberReason: 'ждём',
    acceptedOn: '2026-02-03',
    acceptedBy: 'payment',
    acceptedVersion: 'редакция 2',
    logoConsent: 'no',
    logoConsentNote: 'письмо № 5',
  }
  expect((await visitor.post(card, edit)).status).toBe(303)
  const shown = await (await visitor.get(card)).text()
  expect(shown).toContain('3 февраля 2026 г. оплатой редакция 2')
  expect(shown).toContain('value="2026-02-03"')
  expect(shown).toContain('письмо № 5')
  // Consent does not come back by an edit (5.3.6).
  expect((await visitor.post(card, { ...edit, logoConsent: 'yes' })).status).toBe(409)
  const found = await desk.db.transaction((tx) =>
    noteTrustedBounce(desk.ctx, tx, 'gone@firm.example', '5.1.1'),
  )
  expect(found).toBe(id)
  expect(await (await visitor.get(card)).text()).toContain('письмо на доверенную почту вернулось')
})
