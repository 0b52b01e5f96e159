import type { Message } from 'grammy/types'

export type SandboxEvent =
  | { kind: 'message' | 'edited'; chatId: number; message: Message }
  | { kind: 'deleted'; chatId: number; messageIds: number[] }
  | { kind: 'reaction'; chatId: number; messageId: number }
  | { kind: 'keyboard' | 'topics' | 'members'; chatId: number }
  | { kind: 'action'; chatId: number; action: string }
  | {
      kind: 'callback-answered'
      chatId: number
      userId: number
      queryId: string
      text: string
      showAlert: boolean
    }
  | { kind: 'call'; method: string; ok: boolean }

type Listener = (event: SandboxEvent) => void

/** Tells the chat page and the waiting tests what happened, in order. */
export class EventBus {
  readonly #listeners = new Set<Listener>()

  emit(event: SandboxEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
