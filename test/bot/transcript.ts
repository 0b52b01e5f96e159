import type { Message } from 'grammy/types'
import { expect } from 'vitest'
import { type Actor, actOfClient } from './client-acts.ts'
import type { BotDesk } from './desk.ts'
import { databaseLines } from './facts.ts'
import { actOfStaff } from './staff-acts.ts'

/**
 * Plays a conversation written as people read it, one line a step:
 *
 *     client: words               he writes (`client reply:` answers the bot's last message)
 *     sends: photo Не открывается he sends something else; see `client-acts.ts`
 *     press: Помогло              he presses a button of the newest message that has it
 *     bot: Обращение {A} … до     the bot's next message; `…` skips, `{A}` is a ticket number
 *     bot turns: Темы             the message with the pressed button now says this
 *     buttons: Помогло | Не помогло
 *     toast: Такого обращения нет the short answer to a pressed button
 *     staff: Перезапустите        a member of staff answers the last ticket; see `staff-acts.ts`
 *     later: 10 min               time passes
 *     db: {A} resolved messages=2 what the database holds
 *     types: the code             he copies the code that a mail has brought him
 *     mails: a@b.example 0        how many mails have gone to an address
 *     silence:                    the bot says nothing
 *
 * Every message of the bot must be written down: one more than the script has fails the test.
 */
export async function play(desk: BotDesk, script: string, person: Person = {}): Promise<void> {
  const user = desk.telegram.world.createUser({
    firstName: 'Айгерим',
    languageCode: 'ru',
    phoneNumber: '+77010000001',
    ...person,
  })
  const scene: Scene = {
    desk,
    userId: user.id,
    waiting: [],
    numbers: new Map(),
    last: null,
    toasts: [],
  }
  const leave = desk.telegram.world.events.subscribe((event) => {
    if (event.kind === 'callback-answered' && event.userId === user.id && event.text !== '')
      scene.toasts.push(event.text)
  })
  try {
    for (const line of script.split('\n').map((text) => text.trim())) {
      if (line !== '') await step(scene, line)
    }
    await nothingMore(scene, 'the end')
  } finally {
    leave()
  }
}

export type Person = { firstName?: string; languageCode?: string; phoneNumber?: string }

export type Scene = Actor & {
  desk: BotDesk
  /** Ticket numbers by the letter the script gives them. */
  numbers: Map<string, string>
  last: Message | null
  toasts: string[]
}

async function step(scene: Scene, line: string): Promise<void> {
  const colon = line.indexOf(':')
  const [who = '', how = ''] = line.slice(0, colon).split(' ')
  const words = line
    .slice(colon + 1)
    .trim()
    .replaceAll('\\n', '\n')
  switch (who) {
    case 'bot':
      scene.last = how === 'turns' ? await turned(scene) : await nextMessage(scene, line)
      expect(shown(scene.last), line).toMatch(pattern(scene, words))
      return
    case 'buttons':
      expect(labels(scene.last).join(' | '), line).toBe(withNumbers(scene, words))
      return
    case 'toast':
      await scene.desk.handleUpdates()
      expect(scene.toasts.shift() ?? '', line).toMatch(pattern(scene, words))
      return
    case 'mails': {
      await settle(scene.desk)
      const [address = '', count = ''] = words.split(' ')
      const sent = scene.desk.mails.filter((mail) => mail.address === address)
      expect(sent, line).toHaveLength(Number(count))
      return
    }
    case 'silence':
      await settle(scene.desk)
      await nothingMore(scene, line)
      return
    case 'db':
      await settle(scene.desk)
      await databaseLines(scene, words)
      return
    case 'later': {
      await settle(scene.desk)
      await nothingMore(scene, line)
      const [amount = '', unit = ''] = words.split(' ')
      scene.desk.clock.advance(Number(amount) * (unitMs[unit] ?? 0))
      return
    }
    case 'staff':
      await settle(scene.desk)
      await nothingMore(scene, line)
      await actOfStaff(scene, how, words)
      return
    default:
      // Before the client goes on, everything the bot has said must have been written down.
      await scene.desk.handleUpdates()
      await scene.desk.work()
      await nothingMore(scene, line)
      scene.desk.clock.advance(1000)
      actOfClient(scene, who, how, withNumbers(scene, words))
      await scene.desk.handleUpdates()
  }
}

const unitMs: Record<string, number> = { s: 1000, min: 60_000, h: 3_600_000, days: 86_400_000 }

async function settle(desk: BotDesk): Promise<void> {
  await desk.handleUpdates()
  await desk.work(true)
}

async function nextMessage(scene: Scene, line: string): Promise<Message> {
  const { desk, userId } = scene
  const next = () => {
    const [first, ...more] = desk.telegram.world.unreadBotMessages(userId)
    scene.waiting.push(...(first ? [first, ...more] : []))
    return scene.waiting.shift()
  }
  await desk.handleUpdates()
  const direct = next()
  if (direct) return direct
  await desk.work()
  const quick = next()
  if (quick) return quick
  await desk.work(true)
  const late = next()
  if (!late) throw new Error(`the bot said nothing for «${line}»`)
  return late
}

async function turned({ desk, userId, pressed }: Scene): Promise<Message> {
  await desk.handleUpdates()
  const found = desk.telegram.world.history(userId).find((one) => one.message_id === pressed)
  if (!found?.edit_date) throw new Error('the message with the button is what it was')
  return found
}

async function nothingMore(scene: Scene, before: string): Promise<void> {
  scene.waiting.push(...scene.desk.telegram.world.unreadBotMessages(scene.userId))
  const said = scene.waiting.map(shown)
  expect(said, `before «${before}» the bot also said`).toEqual([])
}

function shown(message: Message): string {
  return message.text ?? message.caption ?? ''
}

function labels(message: Message | null): string[] {
  return message?.reply_markup?.inline_keyboard.flat().map((button) => button.text) ?? []
}

/** `…` is any text; `{A}` a ticket number, the same one each time. */
function pattern(scene: Scene, words: string): RegExp {
  const source = words
    .split('…')
    .map((part) =>
      part
        .trim()
        .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
        .replace(/\{([A-Z])\}/g, (_, letter: string) => numberPattern(scene, letter)),
    )
    .join('[\\s\\S]*')
  return new RegExp(source)
}

/** What a person writes or reads for `{A}`. */
function withNumbers(scene: Scene, words: string): string {
  return words.replace(/\{([A-Z])\}/g, (_, letter: string) =>
    shownNumber(scene.numbers.get(letter) ?? ''),
  )
}

function numberPattern(scene: Scene, letter: string): string {
  const known = scene.numbers.get(letter)
  if (known !== undefined) return shownNumber(known)
  const text = shown(scene.last ?? ({} as Message))
  const found = [...text.matchAll(/KNS-(\d{3})-(\d{3})-(\d{3})/g)]
    .map((match) => match.slice(1).join(''))
    .find((number) => ![...scene.numbers.values()].includes(number))
  if (found === undefined) throw new Error(`no new ticket number in «${text}»`)
  scene.numbers.set(letter, found)
  return shownNumber(found)
}

function shownNumber(number: string): string {
  return `KNS-${number.slice(0, 3)}-${number.slice(3, 6)}-${number.slice(6)}`
}
