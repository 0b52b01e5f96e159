import { setTimeout as delay } from 'node:timers/promises'
import type { Bot } from 'grammy'
import type { Update } from 'grammy/types'
import type { Log } from '../src/log.ts'

export const allowedUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'message_reaction',
] as const

export type PollOptions = {
  signal: AbortSignal
  log: Log
  /** Seconds a request waits for news. */
  waitS?: number
  handle: (update: Update) => Promise<void>
  /** Telegram has answered. */
  seen?: () => void
}

/**
 * Long polling that confirms an update only after it is committed: the offset moves past what was handled,
 * and what failed comes again. Chats are handled side by side, the updates of one chat in order.
 */
export async function poll(
  bot: Bot,
  { signal, log, waitS = 25, handle, seen }: PollOptions,
): Promise<void> {
  let offset = 0
  let troubles = 0
  while (!signal.aborted) {
    try {
      const updates = await bot.api.getUpdates(
        { offset, limit: 100, timeout: waitS, allowed_updates: allowedUpdates },
        // grammY's types name the polyfill of old Node versions; the platform's own signal does the same.
        signal as unknown as Parameters<typeof bot.api.getUpdates>[1],
      )
      seen?.()
      const failed = await handleAll(updates, handle, log)
      const last = updates.at(-1)?.update_id
      if (failed !== null) offset = failed
      else if (last !== undefined) offset = last + 1
      troubles = failed === null ? 0 : troubles + 1
    } catch (error) {
      if (signal.aborted) break
      troubles += 1
      log.warn({ err: error instanceof Error ? error.name : 'unknown' }, 'polling failed')
    }
    if (troubles > 0)
      await delay(Math.min(30_000, 500 * 2 ** troubles), undefined, { signal }).catch(() => {})
  }
  // Tells Telegram what is done, so that the next process does not see it again.
  if (offset > 0) await bot.api.getUpdates({ offset, limit: 1, timeout: 0 }).catch(() => {})
}

/** The lowest update number that failed, or null. */
async function handleAll(
  updates: Update[],
  handle: PollOptions['handle'],
  log: Log,
): Promise<number | null> {
  const chats = Map.groupBy(updates, chatOf)
  const failures = await Promise.all(
    [...chats.values()].map(async (inOrder) => {
      for (const update of inOrder) {
        try {
          await handle(update)
        } catch (error) {
          log.error({ update: update.update_id, err: String(error) }, 'update failed')
          return update.update_id
        }
      }
      return null
    }),
  )
  const numbers = failures.filter((failure) => failure !== null)
  return numbers.length > 0 ? Math.min(...numbers) : null
}

export function chatOf(update: Update): number {
  return (
    update.message?.chat.id ??
    update.edited_message?.chat.id ??
    update.callback_query?.message?.chat.id ??
    update.my_chat_member?.chat.id ??
    update.message_reaction?.chat.id ??
    0
  )
}
