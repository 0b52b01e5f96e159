import type { Transformer } from 'grammy'

/** Answers go first; what goes to everybody waits for a gap. */
export type Lane = 'answer' | 'broadcast'

export type Budgets = { acquire: (chatId: string, lane: Lane) => Promise<void> }

/**
 * Telegram's limits for a bot: so many messages a second in all, one a second in a chat, 20 a minute in a group.
 * It lets short bursts in a chat pass: a pressed button is answered at once, the pace stays one a second.
 */
function limitsOf(perSecond: number) {
  return {
    all: { count: perSecond, windowMs: 1000 },
    chat: { count: burst, windowMs: burst * 1000 },
    group: { count: groupPerMinute, windowMs: groupWindowMs },
    /** What the topics of staff show leaves room for an alert. */
    groupBroadcast: { count: (groupPerMinute * 3) / 4, windowMs: groupWindowMs },
    /** Broadcasts leave room in every second for answers. */
    broadcast: { count: Math.max(1, Math.floor((perSecond * 2) / 3)), windowMs: 1000 },
  }
}
const burst = 3
const groupPerMinute = 20
const groupWindowMs = 60_000

/** Clocks differ, and requests overtake each other on the way. */
const slackMs = 50

type Clock = { nowMs: () => number; wake: (afterMs: number, act: () => void) => void }
type Waiter = { chatId: string; go: () => void }

const realClock: Clock = {
  nowMs: () => performance.now(),
  wake: (afterMs, act) => void setTimeout(act, afterMs),
}

/** Milliseconds until one more fits; 0 when it fits now. */
function untilFree(
  times: readonly number[],
  { count, windowMs }: { count: number; windowMs: number },
  now: number,
): number {
  const blocking = times[times.length - count]
  return blocking === undefined ? 0 : Math.max(0, blocking + windowMs + slackMs - now)
}

/** Sends wait here for their turn, so that Telegram need not refuse them; in the order they came, answers first. */
export function createBudgets(perSecond = 30, clock: Clock = realClock): Budgets {
  const limits = limitsOf(perSecond)
  const sent = {
    all: [] as number[],
    broadcast: [] as number[],
    chats: new Map<string, number[]>(),
  }
  const waiting: Record<Lane, Waiter[]> = { answer: [], broadcast: [] }
  let asleep = false

  const record = (chatId: string, lane: Lane, now: number) => {
    sent.all = [...sent.all.slice(1 - limits.all.count), now]
    if (lane === 'broadcast')
      sent.broadcast = [...sent.broadcast.slice(1 - limits.broadcast.count), now]
    const chat = [...(sent.chats.get(chatId) ?? []).slice(1 - limits.group.count), now]
    sent.chats.delete(chatId)
    sent.chats.set(chatId, chat)
    forgetIdle(sent.chats, now)
  }
  /** Lets go whoever may; returns the milliseconds until somebody else may. */
  const letGo = (lane: Lane, now: number): number => {
    const held = new Set<string>()
    let soonest = Number.POSITIVE_INFINITY
    for (let at = 0; at < waiting[lane].length; ) {
      const lanesDelay = Math.max(
        untilFree(sent.all, limits.all, now),
        lane === 'broadcast' ? untilFree(sent.broadcast, limits.broadcast, now) : 0,
      )
      if (lanesDelay > 0) return Math.min(soonest, lanesDelay)
      const { chatId, go } = waiting[lane][at] as Waiter
      const ofGroup = lane === 'broadcast' ? limits.groupBroadcast : limits.group
      const limit = chatId.startsWith('-') ? ofGroup : limits.chat
      const chatDelay = untilFree(sent.chats.get(chatId) ?? [], limit, now)
      // Within a chat nobody overtakes.
      if (chatDelay > 0 || held.has(chatId)) {
        held.add(chatId)
        soonest = Math.min(soonest, chatDelay)
        at += 1
        continue
      }
      record(chatId, lane, now)
      waiting[lane].splice(at, 1)
      go()
    }
    return soonest
  }
  const pump = () => {
    const now = clock.nowMs()
    const soonest = Math.min(letGo('answer', now), letGo('broadcast', now))
    if (asleep || !Number.isFinite(soonest)) return
    asleep = true
    clock.wake(soonest, () => {
      asleep = false
      pump()
    })
  }
  return {
    acquire: (chatId, lane) =>
      new Promise((go) => {
        waiting[lane].push({ chatId, go })
        pump()
      }),
  }
}

/** The oldest chats come first in the map; those whose last message is out of every window are forgotten. */
function forgetIdle(chats: Map<string, number[]>, now: number): void {
  for (const [chatId, times] of chats) {
    if ((times.at(-1) ?? 0) > now - groupWindowMs) return
    chats.delete(chatId)
  }
}

const counted = /^(?:send(?!ChatAction)|copyMessage|forwardMessage|edit|createForumTopic)/

/** Makes an API client keep to the budgets. */
export function withinBudgets(budgets: Budgets, lane: Lane): Transformer {
  return async (call, method, payload, signal) => {
    const chatId = (payload as { chat_id?: number | string }).chat_id
    if (chatId !== undefined && counted.test(method)) await budgets.acquire(String(chatId), lane)
    return call(method, payload, signal)
  }
}
