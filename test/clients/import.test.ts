import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { client, clientContact, trustedContact } from '../../db/schema/clients.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import { importClients } from '../../src/clients/import-clients.ts'
import { clientPage, clientsList } from '../../src/clients/queries.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { type TestContext, testContext } from '../harness.ts'
import { buildIdentity, staffCtx } from './build-client.ts'

let t: TestContext
let supervisor: Ctx
beforeAll(async () => {
  t = await testContext()
  supervisor = await staffCtx(t.ctx, 'supervisor')
})
afterAll(() => t.close())

const run = (text: string | Buffer, dryRun = false) =>
  importClients(supervisor, { bytes: Buffer.from(text), dryRun })

const table = `Вид;Название;БИН;Руководитель;ИИН руководителя;Телефон;Почта;Код платформы;Цвет
ТОО;"ТОО ""Ромашка""; филиалы";9912 4000 0003;Сатпаева Айгерим;750615100006;8 701 000 00 01;Head@Firm.example;org-1;синий
;ТОО «Второе»;991150000004;Сатпаева Айгерим;750615100006;8 701 000 00 01;head@firm.example;org-2;
ФЛ;Ахметов Ерлан;881130200005;;;;erlan@mail.example;;
`

describe('a dry run', () => {
  test('reads, compares, and writes nothing', async () => {
    const links = await t.db.$count(auditEvent)
    expect(await run(table, true)).toEqual({
      dryRun: true,
      encoding: 'utf-8',
      separator: ';',
      columns: [
        'kind',
        'name',
        'number',
        'platformId',
        'personName',
        'personIin',
        'phone',
        'email',
      ],
      ignored: ['Цвет'],
      rows: 3,
      created: 3,
      known: 0,
      faultyRows: 0,
      faults: [],
    })
    expect(await t.db.$count(client)).toBe(0)
    expect(await t.db.$count(contact)).toBe(0)
    expect(await t.db.$count(auditEvent)).toBe(links)
  })

  test('is refused without a column of names, and to an operator', async () => {
    await expect(run('Вид;БИН\nТОО;991240000003', true)).rejects.toMatchObject({
      key: 'importNoName',
    })
    const operator = await staffCtx(t.ctx, 'operator')
    await expect(
      importClients(operator, { bytes: Buffer.from(table), dryRun: true }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('an import', () => {
  test('brings clients in with their people and trusted contacts; again it changes nothing', async () => {
    expect(await run(table)).toMatchObject({ created: 3, known: 0, faultyRows: 0 })
    const [first] = await clientsList(supervisor, { search: '991240000003' })
    const page = await clientPage(supervisor, first?.id ?? '')
    expect(page?.client).toMatchObject({
      kind: 'legal_entity',
      name: 'ТОО "Ромашка"; филиалы',
      source: 'import',
      platformId: 'org-1',
    })
    expect(page?.contacts).toMatchObject([{ name: 'Сатпаева Айгерим', role: 'first_head' }])
    expect(page?.trusted.map(({ channel }) => channel).toSorted()).toEqual(['email', 'phone'])
    // One person leads both companies.
    expect(await t.db.$count(contact)).toBe(2)
    expect(await t.db.$count(clientContact)).toBe(3)
    expect(await t.db.$count(trustedContact, eq(trustedContact.address, 'head@firm.example'))).toBe(
      2,
    )
    expect(await run(table)).toMatchObject({ created: 0, known: 3, faultyRows: 0 })
    expect(await t.db.$count(client)).toBe(3)
    expect((await verifyAudit(t.db)).ok).toBe(true)
  })

  test('tells every faulty line without its content, and takes the others', async () => {
    const report = await run(`kind,name,iin,phone,non_resident
individual,Кто-то,750615100007,,
legal_entity,ТОО,750615100006,12,
дракон,,,,возможно
other,Без номера,,,
individual,Non Resident,,+44 20 7946 0958,yes
individual,Дважды,600101200008,,
individual,Дважды,600101200008,,
`)
    expect(report).toMatchObject({ separator: ',', rows: 7, created: 2, faultyRows: 5 })
    expect(report.faults).toEqual([
      { line: 2, column: 'number', key: 'number_checkDigit' },
      { line: 3, column: 'number', key: 'number_needs_bin' },
      { line: 3, column: 'phone', key: 'phoneMalformed' },
      { line: 4, column: 'name', key: 'nameMissing' },
      { line: 4, column: 'nonResident', key: 'yesNo' },
      { line: 4, column: 'kind', key: 'kindUnknown' },
      { line: 5, column: 'number', key: 'numberMissing' },
      { line: 8, column: 'number', key: 'importRepeated' },
    ])
    expect(JSON.stringify(report)).not.toContain('750615')
  })

  test('reads Windows-1251, and a stranger who wrote before turns out to be the client', async () => {
    const stranger = await buildIdentity(t.ctx, { channel: 'email', address: 'old@firm.example' })
    // "ИП;Имя" in that encoding.
    const head = Buffer.concat([
      Buffer.from('kind;name;iin;email\n'),
      Buffer.from([0xc8, 0xcf, 0x3b, 0xc8, 0xec, 0xff]),
      Buffer.from(';990228100211;old@firm.example\n'),
    ])
    expect(await run(head)).toMatchObject({ encoding: 'windows-1251', created: 1 })
    const [found] = await clientsList(supervisor, { search: 'old@firm.example' })
    expect(found).toMatchObject({ name: 'Имя', kind: 'sole_trader' })
    const [row] = await t.db.select().from(identity).where(eq(identity.id, stranger.id))
    expect(row).toMatchObject({ assurance: 'verified', established: 'trusted_contact' })
  })

  test('by the command line needs no member of staff', async () => {
    const system = actingAs(t.ctx, { kind: 'system', name: 'cli' })
    const bytes = Buffer.from('name;bin\nАО;991160000009\n')
    expect(await importClients(system, { bytes, dryRun: true })).toMatchObject({ created: 1 })
  })
})
