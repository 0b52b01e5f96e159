/** What a scripted failure does to one call. `drop` closes the socket after the call took effect. */
export type Fault =
  | { kind: 'retry-after'; seconds: number }
  | { kind: 'error'; code: number; description: string }
  | { kind: 'server-error' }
  | { kind: 'garbage' }
  | { kind: 'hang' }
  | { kind: 'drop' }
  | { kind: 'drop-before' }

/** Failures and delays that tests script, by method; `*` is any method but getUpdates. */
export class FaultPlan {
  readonly #queues = new Map<string, Fault[]>()
  readonly #latencyMs = new Map<string, number>()

  add(method: string, fault: Fault, times: number): void {
    const key = method.toLowerCase()
    const queue = this.#queues.get(key) ?? []
    queue.push(...Array.from({ length: times }, () => fault))
    this.#queues.set(key, queue)
  }

  clear(): void {
    this.#queues.clear()
    this.#latencyMs.clear()
  }

  /** The fault of this call, if any, which is thereby used up. */
  take(method: string): Fault | undefined {
    if (this.#queues.size === 0) return undefined
    const key = method.toLowerCase()
    const own = this.#queues.get(key)?.shift()
    return own ?? (key === 'getupdates' ? undefined : this.#queues.get('*')?.shift())
  }

  setLatency(method: string, delayMs: number): void {
    this.#latencyMs.set(method.toLowerCase(), delayMs)
  }

  latencyMs(method: string): number {
    if (this.#latencyMs.size === 0) return 0
    const key = method.toLowerCase()
    const any = key === 'getupdates' ? 0 : (this.#latencyMs.get('*') ?? 0)
    return this.#latencyMs.get(key) ?? any
  }
}
