import { expect, test } from 'vitest'
import { createBudgets, type Lane } from './budgets.ts'

/** A clock whose timers run when the test lets time pass. */
function fakeClock() {
  let nowMs = 0
  let timers: { at: number; act: () => void }[] = []
  return {
    nowMs: () => nowMs,
    wake: (afterMs: number, act: () => void) => {
      timers.push({ at: nowMs + afterMs, act })
    },
    pass: async (ms: number) => {
      const end = nowMs + ms
      for (;;) {
        await Promise.resolve()
        const next = timers.toSorted((a, b) => a.at - b.at)[0]
        if (!next || next.at > end) break
        timers = timers.filter((timer) => timer !== next)
        nowMs = Math.max(nowMs, next.at)
        next.act()
      }
      nowMs = end
      await Promise.resolve()
    },
  }
}

function world() {
  const clock = fakeClock()
  const budgets = createBudgets(30, clock)
  const sent: { chatId: string; lane: Lane; at: number }[] = []
  const send = (chatId: string, lane: Lane = 'answer') =>
    void budgets.acquire(chatId, lane).then(() => sent.push({ chatId, lane, at: clock.nowMs() }))
  return { clock, sent, send }
}

function most(sent: { at: number }[], windowMs: number): number {
  return Math.max(
    ...sent.map(({ at }) => sent.filter((one) => one.at > at - windowMs && one.at <= at).length),
  )
}

test('a chat gets one message a second, in bursts of at most three', async () => {
  const { clock, sent, send } = world()
  for (let n = 0; n < 12; n += 1) send('7')
  await clock.pass(2900)
  expect(sent.map(({ at }) => at)).toEqual([0, 0, 0])
  await clock.pass(12_000)
  expect(sent).toHaveLength(12)
  expect(most(sent, 3000)).toBe(3)
})

test('whoever presses buttons, one after another, waits for no answer', async () => {
  const { clock, sent, send } = world()
  for (let n = 0; n < 10; n += 1) {
    send('7')
    await clock.pass(1100)
  }
  expect(sent.map(({ at }) => at)).toEqual(Array.from({ length: 10 }, (_, n) => n * 1100))
})

test('a group gets twenty messages a minute', async () => {
  const { clock, sent, send } = world()
  for (let n = 0; n < 45; n += 1) send('-100')
  await clock.pass(59_000)
  expect(sent).toHaveLength(20)
  await clock.pass(120_000)
  expect(sent).toHaveLength(45)
  expect(most(sent, 60_000)).toBe(20)
})

test('forty messages of topics hold up no alert in the same group', async () => {
  const { clock, sent, send } = world()
  for (let n = 0; n < 40; n += 1) send('-100', 'broadcast')
  await clock.pass(5000)
  send('-100')
  await clock.pass(1)
  expect(sent.at(-1)).toEqual({ chatId: '-100', lane: 'answer', at: 5000 })
  await clock.pass(180_000)
  expect(sent).toHaveLength(41)
  expect(most(sent, 60_000)).toBeLessThanOrEqual(20)
})

test('all chats together get thirty messages a second', async () => {
  const { clock, sent, send } = world()
  for (let n = 0; n < 100; n += 1) send(String(n))
  await clock.pass(10_000)
  expect(sent).toHaveLength(100)
  expect(most(sent, 1000)).toBe(30)
})

test('a broadcast to 10,000 chats holds up no answer by a second', async () => {
  const { clock, sent, send } = world()
  for (let n = 1; n <= 10_000; n += 1) send(String(n), 'broadcast')
  await clock.pass(5000)
  for (let n = 0; n < 10; n += 1) send(String(20_000 + n))
  const asked = clock.nowMs()
  await clock.pass(1000)
  const answers = sent.filter(({ lane }) => lane === 'answer')
  expect(answers).toHaveLength(10)
  expect(Math.max(...answers.map(({ at }) => at)) - asked).toBeLessThan(1000)
})
