import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Update } from 'grammy/types'
import { createBot, type SupportBot } from '../../bot/create-bot.ts'
import { telegramGateway } from '../../bot/deliver.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import type { OutgoingItem } from '../../src/delivery/gateway.ts'
import { createTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/sandbox.ts'
import { addStaff } from '../../src/staff/add-staff.ts'
import { sha256Of } from '../../src/storage/blob-store.ts'
import { fetchAttachment } from '../../src/telegram/fetch-attachment.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { type TestContext, testContext } from '../harness.ts'
import { type Loopback, serveApp } from '../sandbox/loopback-server.ts'

export const quietMs = 6000
const token = '123456:test-token'

/** The bot over the emulator, its worker, a member of staff and a mailbox; time moves only when told. */
export type BotDesk = TestContext & {
  telegram: TelegramSandbox
  support: SupportBot
  operator: Ctx
  mails: OutgoingItem[]
  /** Handles every update that waits. */
  handleUpdates: () => Promise<number>
  /** Does the jobs that answer at once; `all` also ends the quiet periods. */
  work: (all?: boolean) => Promise<void>
}

export async function botDesk(
  options: { staffChat?: boolean } = {},
): Promise<BotDesk & { staffChatId: number }> {
  const desk = await testContext()
  const telegram = createTelegramSandbox({ now: desk.clock.now })
  const api: Loopback = await serveApp(telegram.app)
  const staffChatId = options.staffChat
    ? telegram.world.createGroup({
        title: 'Дежурные',
        kind: 'forum',
        members: ['Ерлан', 'Поддержка kense'].map(
          (firstName) => telegram.world.createUser({ firstName, languageCode: 'ru' }).id,
        ),
      })
    : 0
  const { store, download } = memoryFiles(telegram)
  const support = createBot(token, api.url, {
    ctx: desk.ctx,
    quietMs,
    supportEmail: 'support@kense.app',
    staffChatId: options.staffChat ? String(staffChatId) : null,
    staffForum: options.staffChat ? { store, download } : null,
  })
  await support.bot.init()
  const { staffId } = await addStaff(desk.ctx, {
    email: 'operator@kense.example',
    name: 'Ерлан',
    role: 'operator',
    password: 'a long enough password',
  })
  const mails: OutgoingItem[] = []
  const gateways = {
    telegram: telegramGateway(
      support.bot.api,
      { faqBaseUrl: 'https://kense.app/help', supportEmail: 'support@kense.app' },
      store.get,
    ),
    email: async (item: OutgoingItem) => {
      mails.push(item)
      return { refs: [`<${item.outboundId}@test>`] }
    },
  }
  const atOnce = {
    deliver: (ctx: Ctx, payload: { outboundId: string }) => deliver(ctx, gateways, payload),
    'deliver-broadcast': (ctx: Ctx, payload: { outboundId: string }) =>
      deliver(ctx, gateways, payload),
    'fetch-attachment': (ctx: Ctx, payload: { attachmentId: string }) =>
      fetchAttachment(ctx, { store, download }, payload),
  }
  let offset = 0
  return {
    ...desk,
    telegram,
    support,
    staffChatId,
    mails,
    operator: actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' }),
    handleUpdates: async () => {
      let handled = 0
      for (;;) {
        const updates = await waiting(support, offset)
        if (updates.length === 0) return handled
        for (const update of updates) await support.handle(update)
        offset = Math.max(offset, (updates.at(-1)?.update_id ?? 0) + 1)
        handled += updates.length
      }
    },
    work: async (all = false) => {
      await desk.drain(atOnce)
      if (!all) return
      desk.clock.advance(quietMs + 1)
      await desk.drain({ ...atOnce, acknowledge: acknowledgeTicket })
    },
    close: async () => {
      telegram.close()
      await api.close()
      await desk.close()
    },
  }
}

async function waiting(support: SupportBot, offset: number): Promise<Update[]> {
  await nextTurn()
  return support.bot.api.getUpdates({ offset, limit: 100, timeout: 0, allowed_updates: allUpdates })
}

const allUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'message_reaction',
] as const

function memoryFiles(telegram: TelegramSandbox) {
  const blobs = new Map<string, Buffer>()
  return {
    store: {
      put: async (content: Buffer) => {
        const key = sha256Of(content)
        blobs.set(key, content)
        return key
      },
      get: async (key: string) => blobs.get(key) ?? null,
      remove: async (key: string) => void blobs.delete(key),
    },
    download: async (fileId: string) => Buffer.from(telegram.world.file(fileId)?.bytes ?? []),
  }
}
