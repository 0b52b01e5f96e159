import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Message } from 'grammy/types'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { type Locale, locales } from '../../src/i18n/locale.ts'
import { texts } from '../../src/i18n/texts.ts'
import { findTicketNumbers, formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import {
  administrator,
  conversation,
  openLive,
  openTicket,
  said,
  statusShown,
  write,
} from './operator.ts'
import { type Outside, quietMs, startOutside } from './outside.ts'

let outside: Outside

function idIn(text: string | undefined): string {
  const [number] = findTicketNumbers(text ?? '').found
  if (number === undefined) throw new Error(`no ticket ID in: ${text}`)
  return number
}

function client(firstName: string, languageCode = 'ru'): number {
  return outside.telegram.createUser({ firstName, languageCode }).id
}

const next = (userId: number) => outside.telegram.nextBotMessage(userId, { timeoutMs: 20_000 })

/** Waits for the bot's message that holds these words. */
function says(userId: number, words: string, where = (message: Message) => message.text) {
  const match = (message: Message) => where(message)?.includes(words) === true
  return outside.telegram.nextBotMessage(userId, { timeoutMs: 20_000, match })
}

/** Waits until a message that stands already holds these words. */
async function turnsInto(userId: number, words: string): Promise<void> {
  const shown = () => outside.telegram.history(userId).some(({ text }) => text?.includes(words))
  await expect.poll(shown, { timeout: 20_000, interval: 20 }).toBe(true)
}

/** Presses the newest button that says so. */
function press(userId: number, label: string): void {
  const message = outside.telegram
    .history(userId)
    .findLast(({ reply_markup }) =>
      reply_markup?.inline_keyboard.flat().some(({ text }) => text === label),
    )
  const button = message?.reply_markup?.inline_keyboard.flat().find(({ text }) => text === label)
  if (!message || !button || !('callback_data' in button)) throw new Error(`no button ${label}`)
  outside.telegram.press(userId, message.message_id, button.callback_data)
}

/** A new client writes; the number of his ticket. */
async function newTicket(
  firstName: string,
  text: string,
): Promise<{ user: number; number: string }> {
  const user = client(firstName)
  outside.telegram.sendText(user, text)
  return { user, number: idIn((await next(user)).text) }
}

describe.each([
  { name: 'one process', roles: ['bot,mail,admin,worker'] },
  { name: 'four processes', roles: ['admin', 'worker', 'mail', 'bot'] },
])('from outside, $name:', ({ roles }) => {
  beforeAll(async () => {
    outside = await startOutside(roles)
  }, 90_000)
  afterAll(() => outside?.close(), 60_000)

  test('the first administrator comes by the one-time link and signs in with his password', async () => {
    const { page, base, banner } = outside
    const link = /\/desk\/welcome\/\S+/.exec(banner)?.[0] ?? ''
    await page.goto(base + link)
    for (const [name, value] of Object.entries(administrator)) await page.fill(`#f-${name}`, value)
    await page.click('main button[type=submit]')
    await page.waitForURL(`${base}/desk`)
    await page.click('form[action="/desk/sign-out"] button')
    await page.waitForURL(/sign-in/)
    expect((await page.goto(base + link))?.status()).toBe(404)
    await page.goto(`${base}/desk`)
    await page.fill('#f-email', administrator.email)
    await page.fill('#f-password', 'not the password')
    await page.press('#f-password', 'Enter')
    await page.waitForSelector('[role=alert]')
    await page.fill('#f-password', administrator.password)
    await page.press('#f-password', 'Enter')
    await page.waitForURL(`${base}/desk`)
  })

  test('every process tells that it lives and is ready, and its figures', async () => {
    expect(outside.origins).toHaveLength(roles.length)
    for (const origin of outside.origins) {
      for (const path of ['/healthz', '/readyz', '/metrics']) {
        expect([path, (await fetch(origin + path)).status]).toEqual([path, 200])
      }
    }
  })

  test('a photo alone is a ticket', async () => {
    const user = client('Болат')
    outside.telegram.sendMedia(user, 'photo')
    await openTicket(outside, idIn((await next(user)).text))
    expect(await outside.page.locator('#conversation .file').count()).toBe(1)
  }, 30_000)

  test('quick words and an album are one ticket, acknowledged within two seconds, live in the queue', async () => {
    const { telegram, page } = outside
    await openLive(outside, '/desk')
    const user = client('Айгерим')
    telegram.sendText(user, 'Не подписывается акт')
    telegram.sendText(user, 'NCALayer не видит ключ')
    telegram.sendAlbum(user, [{ kind: 'photo' }, { kind: 'photo' }], { caption: 'Вот снимки' })
    const lastWord = performance.now()
    const acknowledgement = await next(user)
    expect(performance.now() - lastWord).toBeLessThan(quietMs + 2000)
    const number = idIn(acknowledgement.text)
    await page.locator('tr', { hasText: formatTicketNumber(number) }).waitFor()
    await openTicket(outside, number)
    expect(await conversation(page)).toEqual([
      'Не подписывается акт',
      'NCALayer не видит ключ',
      expect.stringContaining('Вот снимки'),
    ])
    expect(await page.locator('#conversation .file').count()).toBe(2)

    // Words that come later join the ticket in focus, and an open page shows them.
    telegram.sendText(user, 'Уже час не работает')
    expect(idIn((await next(user)).text)).toBe(number)
    await said(page, 'Уже час не работает', 'client')

    // Another matter; then an answer to the first message of the bot goes to the first ticket.
    telegram.sendText(user, '/new')
    await next(user)
    telegram.sendText(user, 'И ещё: когда выставят счёт?')
    expect(idIn((await next(user)).text)).not.toBe(number)
    telegram.sendText(user, 'Перезагрузка не помогла', { replyTo: acknowledgement.message_id })
    expect(idIn((await next(user)).text)).toBe(number)
    await said(page, 'Перезагрузка не помогла', 'client')
  }, 60_000)

  test('staff take, note, ask, answer with a file and solve; the client rates, disagrees and keeps his ID', async () => {
    const { telegram, page } = outside
    const { user, number } = await newTicket('Дана', 'Не уходят счета из 1С')
    await openTicket(outside, number)
    await page.selectOption('#assignee', { label: administrator.name })
    await page.click('.assign button')
    await statusShown(page, 'in_progress')
    await write(outside, 'note', 'Похоже на прошлый случай')
    await write(outside, 'question', 'Какая версия модуля?')
    await statusShown(page, 'waiting_for_client')
    const question = await next(user)
    // The note came first and never reached the client.
    expect(question.text).toContain('Какая версия модуля?')
    expect(question.reply_to_message?.text).toBe('Не уходят счета из 1С')
    telegram.sendText(user, 'Версия 3.2', { replyTo: question.message_id })
    await said(page, 'Версия 3.2', 'client')
    await statusShown(page, 'in_progress')

    await write(outside, 'answer', 'Обновите модуль по инструкции.', {
      name: 'Инструкция.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 шаги'),
    })
    const answer = await says(user, 'Обновите модуль по инструкции.')
    expect(answer.text).toContain(administrator.name)
    expect(answer.reply_to_message?.text).toBe('Версия 3.2')
    const { document } = await next(user)
    expect(document?.file_name).toBe('Инструкция.pdf')
    expect(Buffer.from(telegram.file(document?.file_id ?? '')?.bytes ?? []).toString()).toBe(
      '%PDF-1.4 шаги',
    )

    await page.click('#side button[value=resolve]')
    await statusShown(page, 'resolved')
    await says(user, texts('ru').resolved.rate)
    press(user, '4')
    await says(user, chatTexts('ru').rating.thanks(4))
    await page.locator('#side', { hasText: '4 из 5' }).waitFor()
    press(user, texts('ru').bot.buttons.notSolved)
    await says(user, formatTicketNumber(number))
    await statusShown(page, 'in_progress')
    telegram.sendText(user, 'Всё ещё не уходят')
    await said(page, 'Всё ещё не уходят', 'client')

    await page.click('#side button[value=close]')
    await statusShown(page, 'closed')
    const closing = await says(user, texts('ru').resolved.rate)
    // Words about the closed ticket open the same one again.
    telegram.sendText(user, 'Посмотрите ещё раз', { replyTo: closing.message_id })
    await said(page, 'Посмотрите ещё раз', 'client')
    await statusShown(page, 'in_progress')
  }, 60_000)

  test('support is suspended by its clause and goes on when the client answers', async () => {
    const { telegram, page } = outside
    const { user, number } = await newTicket('Гульнара', 'Настройте мне принтер')
    await openTicket(outside, number)
    await page.click('.decisions summary:has-text("Приостановить")')
    await page.selectOption('#refusal-reason', 'out_of_scope')
    await page.fill('#refusal-text', 'Принтеры мы не настраиваем.')
    await page.click('.decisions button[value=suspend]')
    await statusShown(page, 'support_suspended')
    const notice = await next(user)
    expect(notice.text).toContain('4.6')
    expect(notice.text).toContain('Принтеры мы не настраиваем.')
    telegram.sendText(user, 'Принтер печатает акты kense', { replyTo: notice.message_id })
    await statusShown(page, 'in_progress')
  }, 30_000)

  test('/start, /language, /tickets and /new speak Russian, Kazakh and English', async () => {
    await Promise.all(locales.map(speaks))
  }, 30_000)

  test('mail is acknowledged in its thread, the sender adds to it, a stranger opens another ticket', async () => {
    const { mail, page } = outside
    const from = 'dana@client.example'
    const messageId = '<first@client.example>'
    const subject = 'Не уходят счета'
    await mail.send({ from: `Дана <${from}>`, subject, text: 'Счета не уходят с утра.', messageId })
    const acknowledgement = await mail.nextTo(from)
    const number = idIn(acknowledgement.subject)
    expect(acknowledgement.inReplyTo).toBe(messageId)
    expect([acknowledgement.references].flat()).toContain(messageId)
    expect(acknowledgement.headers.get('auto-submitted')).toBe('auto-replied')
    await mail.send({ from, subject: `Re: ${acknowledgement.subject}`, text: 'Уже три часа.' })
    const stranger = 'stranger@other.example'
    await mail.send({ from: stranger, subject: acknowledgement.subject, text: 'Что у них там?' })
    const other = idIn((await mail.nextTo(stranger)).subject)
    expect(other).not.toBe(number)

    // Robots are taken and never answered: what leaves next to this address answers the person.
    const robot = { from: 'aigul@client.example', text: 'Я в отпуске до понедельника.' }
    await mail.send({
      ...robot,
      subject: 'Автоответ',
      headers: { 'Auto-Submitted': 'auto-replied' },
    })
    await mail.send({ ...robot, subject: 'Рассылка', headers: { Precedence: 'bulk' } })
    const asked = '<question@client.example>'
    await mail.send({
      from: robot.from,
      subject: 'Вопрос человека',
      text: 'Как сменить тариф?',
      messageId: asked,
    })
    expect((await mail.nextTo(robot.from)).inReplyTo).toBe(asked)
    expect(mail.unreadTo(robot.from)).toBe(0)

    await openTicket(outside, other)
    expect(await conversation(page)).toEqual(['Что у них там?'])
    expect(await page.locator('#side', { hasText: subject }).count()).toBe(1)
    await openTicket(outside, number)
    expect(await conversation(page)).toEqual(['Счета не уходят с утра.', 'Уже три часа.'])

    await write(outside, 'resolve', 'Исправили, проверьте, пожалуйста.')
    await statusShown(page, 'resolved')
    const answer = await mail.nextTo(from)
    expect(idIn(answer.subject)).toBe(number)
    expect(answer.text).toContain('Исправили, проверьте, пожалуйста.')
    expect(answer.text).toContain('230740039186')
    expect([answer.references].flat()).toEqual(
      expect.arrayContaining([messageId, acknowledgement.messageId]),
    )
    expect(answer.headers.has('auto-submitted')).toBe(false)

    const link = /https?:\S+\/rate\/\S+/.exec(answer.text ?? '')?.[0] ?? ''
    await rateByLink(link)
    await openTicket(outside, number)
    await page.locator('#side', { hasText: '5 из 5' }).waitFor()
  }, 60_000)

  test('a call is written down and gets its ID', async () => {
    const { page, base } = outside
    await page.goto(`${base}/desk/phone`)
    await page.fill('#f-phone', '8 701 123 45 67')
    await page.fill('#f-callerName', 'Ирина')
    await page.fill('#f-subject', 'Не может войти')
    await page.fill('#f-text', 'Пароль не подходит')
    await page.click('main button[type=submit]')
    await page.waitForURL(/\/desk\/tickets\/KNS-/)
    expect(await conversation(page)).toEqual(['Пароль не подходит'])
    expect(await page.textContent('#side')).toContain('+7 701 123 45 67')
  }, 30_000)

  test('the audit log of all this is unbroken, and no page broke its policy', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['src/launch.mjs', 'cli', 'audit', 'verify'],
      { env: { PATH: process.env.PATH ?? '', DATABASE_URL: outside.databaseUrl } },
    )
    expect(stdout).not.toBe('')
    expect(outside.complaints).toEqual([])
  }, 30_000)
})

/** As a scanner of links would, then as the client: only what he sends counts. */
async function rateByLink(link: string): Promise<void> {
  const { browser, page } = outside
  for (let opened = 0; opened < 2; opened += 1) expect((await fetch(link)).status).toBe(200)
  await page.reload()
  expect(await page.textContent('#side')).not.toContain('из 5')
  const guest = await browser.newPage()
  await guest.goto(link)
  await guest.check('input[name=score][value="5"]')
  await guest.click('main form:first-of-type button[type=submit]')
  await guest.waitForSelector('.done')
  await guest.close()
}

/** A client whose profile is in another language chooses his own and is spoken to in it. */
async function speaks(locale: Locale): Promise<void> {
  const { telegram } = outside
  const user = client('Тест', locale === 'en' ? 'ru' : 'en')
  const t = texts(locale)
  telegram.sendText(user, '/start')
  await next(user)
  telegram.sendText(user, '/language')
  await says(user, texts('ru').languageName, (message) => JSON.stringify(message.reply_markup))
  press(user, t.languageName)
  await turnsInto(user, t.bot.languageChosen)
  telegram.sendText(user, '/start')
  const start = await says(user, t.documents.privacy)
  expect((start.entities ?? []).filter(({ type }) => type === 'text_link')).toHaveLength(3)
  telegram.sendText(user, '/tickets')
  await says(user, chatTexts(locale).tickets.none)
  telegram.sendText(user, '/new')
  await says(user, t.bot.newTicket)
}
