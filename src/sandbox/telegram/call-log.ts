/** One call of the bot as the sandbox saw it. */
export type BotCall = {
  at: Date
  method: string
  params: Readonly<Record<string, unknown>>
  ok: boolean
  /** The result of the method, or the error's description. */
  outcome: unknown
  via: 'http' | 'webhook-reply'
}

/** The last calls, and how many there were of each method since the start. */
export class CallLog {
  readonly #max: number
  #calls: BotCall[] = []
  readonly #counts = new Map<string, number>()

  constructor(max: number) {
    this.#max = max
  }

  add(call: BotCall): void {
    this.#counts.set(call.method, this.count(call.method) + 1)
    this.#calls.push(call)
    if (this.#calls.length >= this.#max * 2) this.#calls = this.#calls.slice(-this.#max)
  }

  list(method?: string): BotCall[] {
    const recent = this.#calls.slice(-this.#max)
    return method === undefined ? recent : recent.filter((call) => call.method === method)
  }

  count(method: string): number {
    return this.#counts.get(method) ?? 0
  }
}
