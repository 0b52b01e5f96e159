import type { Update } from 'grammy/types'
import { conflict } from './api-error.ts'

/** An update before it has its number; a given number is kept, which lets tests replay one. */
export type NewUpdate = Omit<Update, 'update_id'> & { update_id?: number }

const offByDefault = new Set<string>(['chat_member', 'message_reaction', 'message_reaction_count'])
const firstUpdateId = 100_000_001

type LongPoll = {
  offset: number
  limit: number
  finish: (updates: Update[]) => void
  fail: (error: Error) => void
}

/** Updates that wait for the bot, with Telegram's offset semantics. */
export class UpdateQueue {
  readonly #maxPending: number
  #pending: Update[] = []
  #nextId = firstUpdateId
  #allowed: ReadonlySet<string> | null = null
  #poll: LongPoll | null = null
  /** Set by the webhook sender: called after each new update. */
  onPush: () => void = () => {}
  /** How many updates were lost because nobody fetched them and the memory bound was reached. */
  dropped = 0

  constructor(maxPending: number) {
    this.#maxPending = maxPending
  }

  get size(): number {
    return this.#pending.length
  }

  get allowedUpdates(): string[] {
    return [...(this.#allowed ?? [])]
  }

  /** An absent list keeps the previous one, an empty list restores the default (Bot API). */
  setAllowed(kinds: unknown[] | undefined): void {
    if (kinds) this.#allowed = kinds.length === 0 ? null : new Set(kinds.map(String))
  }

  push(update: NewUpdate): number {
    const updateId = update.update_id ?? this.#nextId
    const isReplay = update.update_id !== undefined
    this.#nextId = Math.max(this.#nextId, updateId + 1)
    const kind = Object.keys(update).find((key) => key !== 'update_id') ?? ''
    const allowed = this.#allowed ? this.#allowed.has(kind) : !offByDefault.has(kind)
    if (!allowed && !isReplay) return updateId
    this.#pending.push({ ...update, update_id: updateId })
    if (this.#pending.length > this.#maxPending) {
      this.#pending.splice(0, Math.ceil(this.#maxPending / 10))
      this.dropped += Math.ceil(this.#maxPending / 10)
    }
    this.#wakePoll()
    this.onPush()
    return updateId
  }

  /** The oldest updates, still pending. */
  peek(limit: number): Update[] {
    return this.#pending.slice(0, limit)
  }

  remove(update: Update): void {
    const index = this.#pending.indexOf(update)
    if (index >= 0) this.#pending.splice(index, 1)
  }

  clear(): void {
    this.#pending = []
  }

  /**
   * Acknowledges everything below `offset` (a negative one keeps only that many last updates) and
   * resolves with up to `limit` updates, at once or within `timeoutMs`.
   * A poll already waiting is terminated with 409, as Telegram does.
   */
  async poll(
    offset: number,
    limit: number,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Update[]> {
    this.abortPoll(
      'terminated by other getUpdates request; make sure that only one bot instance is running',
    )
    this.#acknowledge(offset)
    if (this.#pending.length > 0 || timeoutMs <= 0) return this.peek(limit)
    return new Promise<Update[]>((resolve, reject) => {
      const timer = setTimeout(() => settle(() => resolve([])), timeoutMs)
      const poll: LongPoll = {
        offset,
        limit,
        finish: (updates) => settle(() => resolve(updates)),
        fail: (error) => settle(() => reject(error)),
      }
      const onAbort = () => poll.finish([])
      const settle = (done: () => void) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        if (this.#poll === poll) this.#poll = null
        done()
      }
      signal?.addEventListener('abort', onAbort)
      this.#poll = poll
    })
  }

  abortPoll(reason: string): void {
    this.#poll?.fail(conflict(reason))
  }

  #wakePoll(): void {
    const poll = this.#poll
    if (!poll) return
    // The microtask lets the members of an album that are pushed together travel together.
    queueMicrotask(() => {
      if (this.#poll === poll && this.#pending.length > 0) poll.finish(this.peek(poll.limit))
    })
  }

  #acknowledge(offset: number): void {
    if (offset < 0) {
      this.#pending = this.#pending.slice(offset)
      return
    }
    const firstKept = this.#pending.findIndex((update) => update.update_id >= offset)
    if (firstKept !== 0) this.#pending = firstKept < 0 ? [] : this.#pending.slice(firstKept)
  }
}
