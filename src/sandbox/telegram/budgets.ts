import { tooManyRequests } from './api-error.ts'

const globalPerSecond = 30
const groupPerMinute = 20
const maxTrackedChats = 10_000

/** Telegram's published sending limits as strict sliding windows: its real ones are softer. */
export class Budgets {
  enforced = false
  #global: number[] = []
  readonly #byChat = new Map<number, number[]>()

  /** @throws ApiError 429 with `retry_after` in whole seconds when the message exceeds a limit */
  spend(chatId: number, isGroup: boolean, atMs: number, messages = 1): void {
    if (!this.enforced) return
    const windowMs = isGroup ? 60_000 : 1_000
    const perChat = isGroup ? groupPerMinute : 1
    const global = this.#global.filter((spentAt) => spentAt > atMs - 1_000)
    const chat = (this.#byChat.get(chatId) ?? []).filter((spentAt) => spentAt > atMs - windowMs)
    this.#global = global
    this.#byChat.delete(chatId)
    this.#byChat.set(chatId, chat)
    if (chat.length > 0 && chat.length + messages > perChat) {
      throw tooManyRequests(secondsUntilFree(chat, windowMs, atMs))
    }
    if (global.length + messages > globalPerSecond) {
      throw tooManyRequests(secondsUntilFree(global, 1_000, atMs))
    }
    const spent = Array.from({ length: messages }, () => atMs)
    global.push(...spent)
    chat.push(...spent)
    this.#forgetOldest()
  }

  #forgetOldest(): void {
    if (this.#byChat.size <= maxTrackedChats) return
    const oldest = this.#byChat.keys().next().value
    if (oldest !== undefined) this.#byChat.delete(oldest)
  }
}

function secondsUntilFree(spent: number[], windowMs: number, atMs: number): number {
  return Math.max(1, Math.ceil(((spent[0] ?? atMs) + windowMs - atMs) / 1000))
}
