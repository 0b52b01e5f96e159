import type { Update } from 'grammy/types'
import { badRequest } from './api-error.ts'
import type { UpdateQueue } from './update-queue.ts'

type Options = {
  queue: UpdateQueue
  /** Executes a method that the bot put into its response body. */
  callMethod: (method: string, params: Record<string, unknown>) => Promise<unknown>
  unixNow: () => number
  /** First pause after a failure; doubles with each further one up to a minute. */
  retryMs: number
  timeoutMs: number
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Delivers updates to the bot's webhook: one chat in order, different chats at the same time. */
export class WebhookSender {
  readonly #options: Options
  readonly #busyChats = new Set<number>()
  readonly #inFlight = new Set<Update>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #notBefore = new Map<number, number>()
  #abort = new AbortController()
  url = ''
  secret = ''
  maxConnections = 40
  lastError: { date: number; message: string } | null = null

  constructor(options: Options) {
    this.#options = options
    options.queue.onPush = () => this.#pump()
  }

  /**
   * The sandbox calls only this machine: it must not become a way to reach other hosts.
   * @throws ApiError 400 for anything but http(s) to a loopback address
   */
  requireUrl(url: string): void {
    if (!URL.canParse(url)) throw badRequest('bad webhook: Wrong URL')
    const parsed = new URL(url)
    if (!/^https?:$/.test(parsed.protocol)) {
      throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
    }
    if (!loopback.test(parsed.hostname)) {
      throw badRequest('bad webhook: the sandbox delivers to loopback addresses only')
    }
  }

  start(url: string, secret: string, maxConnections: number): void {
    this.stop()
    this.url = url
    this.secret = secret
    this.maxConnections = Math.min(Math.max(Math.trunc(maxConnections), 1), 100)
    this.#pump()
  }

  stop(): void {
    this.url = ''
    this.secret = ''
    this.lastError = null
    this.#abort.abort()
    this.#abort = new AbortController()
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#busyChats.clear()
    this.#inFlight.clear()
    this.#notBefore.clear()
  }

  #pump(): void {
    if (this.url === '') return
    const free = this.maxConnections - this.#inFlight.size
    if (free <= 0) return
    let started = 0
    for (const update of this.#options.queue.peek(1_000)) {
      if (started >= free) return
      const chat = orderingKey(update)
      if (this.#inFlight.has(update) || this.#busyChats.has(chat)) continue
      started += 1
      this.#busyChats.add(chat)
      this.#inFlight.add(update)
      void this.#deliver(update, chat, this.#abort.signal)
    }
  }

  async #deliver(update: Update, chat: number, signal: AbortSignal): Promise<void> {
    const failure = await this.#post(update, signal)
    if (signal.aborted) return
    this.#inFlight.delete(update)
    if (failure === null) {
      this.#options.queue.remove(update)
      this.#busyChats.delete(chat)
      this.#notBefore.delete(chat)
      this.#pump()
      return
    }
    this.lastError = { date: this.#options.unixNow(), message: failure }
    const pauseMs = this.#notBefore.get(chat) ?? this.#options.retryMs
    this.#notBefore.set(chat, Math.min(pauseMs * 2, 60_000))
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#busyChats.delete(chat)
      this.#pump()
    }, pauseMs)
    this.#timers.add(timer)
  }

  /** Resolves with null on success, else with the words `last_error_message` shows. */
  async #post(update: Update, signal: AbortSignal): Promise<string | null> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs)
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(this.secret === '' ? {} : { 'x-telegram-bot-api-secret-token': this.secret }),
        },
        body: JSON.stringify(update),
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      })
      const body = await response.text()
      if (!response.ok) {
        return `Wrong response from the webhook: ${response.status} ${response.statusText}`.trim()
      }
      await this.#runReply(body)
      return null
    } catch {
      return timeout.aborted ? 'Read timeout expired' : 'Connection refused'
    }
  }

  /** A reply that is no method call, or whose call fails, is none of the webhook's business. */
  async #runReply(body: string): Promise<void> {
    if (!body.trimStart().startsWith('{')) return
    let reply: Record<string, unknown>
    try {
      reply = JSON.parse(body)
    } catch {
      return
    }
    const { method, ...params } = reply
    if (typeof method === 'string') await this.#options.callMethod(method, params)
  }
}

/** Updates with the same key are delivered one after the other. */
function orderingKey(update: Update): number {
  const chatId =
    update.message?.chat.id ??
    update.edited_message?.chat.id ??
    update.callback_query?.message?.chat.id ??
    update.my_chat_member?.chat.id ??
    update.message_reaction?.chat.id
  return chatId ?? update.update_id
}
