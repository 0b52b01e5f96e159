import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { privacyView, startView } from '../../bot/views.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import { setting } from '../../db/schema/catalogue.ts'
import { actingAs } from '../../src/context.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import { mailGateway } from '../../src/email/smtp-gateway.ts'
import { locales } from '../../src/i18n/locale.ts'
import { currentSettings, readSettings } from '../../src/settings/current-settings.ts'
import { setDefaults } from '../../src/settings/set-defaults.ts'
import { defaultSettings } from '../../src/settings/settings.ts'
import { updateSettings } from '../../src/settings/update-settings.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import {
  buildStaff,
  buildTicket,
  type Desk,
  secretKey,
  signedIn,
  startDesk,
  type Visitor,
} from './desk.ts'

let desk: Desk
let supervisor: Visitor
let supervisorId: string
beforeAll(async () => {
  desk = await startDesk()
  supervisorId = (await buildStaff(desk.ctx, 'supervisor')).staffId
  await buildStaff(desk.ctx, 'operator')
  supervisor = await signedIn(desk, 'supervisor@kense.app')
})
afterAll(() => desk.close())

const changes = () =>
  desk.db.select().from(auditEvent).where(eq(auditEvent.chain, 'settings')).orderBy(auditEvent.seq)
const page = Object.fromEntries(
  Object.entries(defaultSettings).map(([key, value]) => [key, String(value)]),
)

test('unchanged settings are the defaults, and saving them again writes nothing', async () => {
  expect(await currentSettings(desk.db)).toEqual(defaultSettings)
  await supervisor.get('/desk/settings')
  expect((await supervisor.post('/desk/settings', page)).status).toBe(303)
  expect(await desk.db.select().from(setting)).toEqual([])
  expect(await changes()).toEqual([])
})

test('an operator neither sees nor saves them', async () => {
  const operator = await signedIn(desk, 'operator@kense.app')
  expect(await (await operator.get('/desk')).text()).not.toContain('/desk/settings')
  expect((await operator.get('/desk/settings')).status).toBe(403)
  const saved = await operator.post('/desk/settings', { ...page, companyBin: '123456789012' })
  expect(saved.status).toBe(403)
  expect(await readSettings(desk.db)).toEqual(defaultSettings)
})

test.each([
  ['agreementUrl', 'http://kense.app/agreement'],
  ['privacyUrl', 'javascript:alert(1)'],
  ['companyBin', '23074003918'],
  ['companyNameKk', ' '],
  ['supportPhone', '12'],
  ['autoCloseDays', '0'],
  ['documentKinds', 'pdf, exe'],
])('a wrong %s is told beside its field and changes nothing', async (key, wrong) => {
  await supervisor.get('/desk/settings')
  const response = await supervisor.post('/desk/settings', {
    ...page,
    offerUrl: 'https://kense.app/offer',
    [key]: wrong,
  })
  expect(response.status).toBe(422)
  expect(await response.text()).toContain(`id="f-${key}-error"`)
  expect(await readSettings(desk.db)).toEqual(defaultSettings)
})

test('a change is one link of the audit log and is in force at once', async () => {
  await supervisor.get('/desk/settings')
  const response = await supervisor.post('/desk/settings', {
    ...page,
    agreementUrl: 'https://docs.example/agreement?a=1&b=2',
    privacyUrl: 'https://docs.example/privacy',
    companyNameKk: '«Мысал» ЖШС',
    companyBin: '2307 4003 9186',
    supportPhone: '8 727 123 45 67',
  })
  expect(response.headers.get('location')).toBe('/desk/settings?done=settings')
  expect(await currentSettings(desk.db)).toMatchObject({
    companyBin: '230740039186',
    supportPhone: '+77271234567',
  })
  expect(await changes()).toMatchObject([
    {
      seq: 1,
      actor: { staffId: supervisorId },
      data: { companyNameKk: { from: '«kense.app» ЖШС', to: '«Мысал» ЖШС' } },
    },
  ])
  const landing = await (await desk.app.request('/?lang=kk')).text()
  for (const shown of ['tel:+77271234567', 'https://docs.example/privacy', '«Мысал» ЖШС, БСН'])
    expect(landing).toContain(shown)
})

test('the bot links the documents in every language', async () => {
  const settings = await currentSettings(desk.db)
  for (const locale of locales) {
    const start = startView(settings, locale)
    expect(start.html).toContain('<a href="https://docs.example/agreement?a=1&amp;b=2">')
    expect(start.html).toContain(`<a href="${settings.offerUrl}">`)
    expect(start.buttons.flat()).toHaveLength(locales.length)
    expect(privacyView(settings, locale).html).toContain('<a href="https://docs.example/privacy">')
  }
})

test('every mail ends with the company, its number and its documents', async () => {
  await buildTicket(desk.ctx)
  await desk.drain({ acknowledge: acknowledgeTicket })
  const mails: string[] = []
  const email = mailGateway(
    async (mail) => void mails.push(String(mail.text)),
    {
      supportAddress: 'support@kense.app',
      messageIdDomain: 'kense.app',
      secretKey,
      loopToken: 'desk',
      plusAddresses: true,
      publicUrl: 'https://help.example',
      faqBaseUrl: 'https://help.example/help',
    },
    desk.clock.now,
    async () => null,
  )
  await desk.drain({ deliver: (ctx, job) => deliver(ctx, { email, telegram: email }, job) })
  const footer = mails[0]?.split('\n-- \n')[1] ?? ''
  expect(footer).toContain('230740039186')
  for (const url of ['https://docs.example/agreement?a=1&b=2', 'https://docs.example/privacy'])
    expect(footer).toContain(url)
})

test('a stored value that fits no more counts as never changed', async () => {
  await desk.db.insert(setting).values({
    key: 'autoCloseDays',
    value: 'soon',
    updatedAt: desk.clock.now(),
  })
  expect((await readSettings(desk.db)).autoCloseDays).toBe(defaultSettings.autoCloseDays)
})

test('nobody but staff of the right roles changes settings', async () => {
  const before = (await changes()).length
  for (const actor of [
    desk.ctx.actor,
    { kind: 'customer', contactId: desk.ctx.newId() } as const,
    { kind: 'staff', staffId: supervisorId, role: 'auditor' } as const,
  ]) {
    await expect(
      updateSettings(actingAs(desk.ctx, actor), { autoCloseDays: 9 }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  }
  expect(await changes()).toHaveLength(before)
})

test('the environment says what a setting is until staff change it', async () => {
  await desk.db.delete(setting)
  const unverified = async () => (await readSettings(desk.db)).compromiseUnverified
  await setDefaults(desk.db, { compromiseUnverified: 'suspend' }, desk.clock.now())
  expect(await unverified()).toBe('suspend')
  const ctx = actingAs(desk.ctx, { kind: 'staff', staffId: supervisorId, role: 'supervisor' })
  await updateSettings(ctx, { compromiseUnverified: 'confirm' })
  await setDefaults(desk.db, { compromiseUnverified: 'suspend' }, desk.clock.now())
  expect(await unverified()).toBe('confirm')
  await desk.db.delete(setting)
  await setDefaults(desk.db, { compromiseUnverified: null }, desk.clock.now())
  expect(await unverified()).toBe('confirm')
})

test('the BIN of the company is a BIN, and days of reminders are days', async () => {
  const ctx = actingAs(desk.ctx, { kind: 'staff', staffId: supervisorId, role: 'supervisor' })
  await expect(updateSettings(ctx, { companyBin: '230740039187' })).rejects.toThrow('binMalformed')
  await expect(updateSettings(ctx, { companyBin: '750615100006' })).rejects.toThrow('binMalformed')
  await expect(updateSettings(ctx, { tariffReminders: '14, 400' })).rejects.toThrow('reminderDays')
  expect(await updateSettings(ctx, { tariffReminders: '3 30' })).toMatchObject({
    tariffReminders: '30, 3',
  })
})
