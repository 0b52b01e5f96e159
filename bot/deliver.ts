import { type Api, GrammyError, HttpError, InlineKeyboard, InputFile, Keyboard } from 'grammy'
import {
  type ChannelGateway,
  type OutgoingItem,
  type ReadFile,
  requireFile,
} from '../src/delivery/gateway.ts'
import { GatewayError } from '../src/errors.ts'
import type { ViewConfig } from './acknowledgement-view.ts'
import { plainText, splitHtml } from './split-html.ts'
import type { Button, View } from './view.ts'
import { deliveryView } from './views.ts'

/** Telegram's way out: sends, or changes what was sent before; several messages when one is too short. */
export function telegramGateway(api: Api, config: ViewConfig, readFile: ReadFile): ChannelGateway {
  return async (item) => {
    try {
      switch (item.content.kind) {
        case 'seen':
          await api.setMessageReaction(item.address, messageOf(item.content.model.ref), [
            { type: 'emoji', emoji: item.content.model.emoji },
          ])
          return { refs: [] }
        case 'staff_file':
          return { refs: await sendFile(api, item, viewOf(item, config), readFile) }
        case 'staff_delete':
          return { refs: await takeBack(api, item) }
        case 'staff_edit':
          return { refs: await change(api, item, viewOf(item, config)) }
        default:
          return { refs: await send(api, item, viewOf(item, config)) }
      }
    } catch (error) {
      throw asGatewayError(error)
    }
  }
}

/** As a document: a picture keeps its sharpness and its name. */
async function sendFile(
  api: Api,
  item: OutgoingItem,
  { html: caption }: View,
  readFile: ReadFile,
): Promise<string[]> {
  const [file] = item.files
  if (!file) return []
  const content = new InputFile(await requireFile(readFile, file), file.name)
  const sent = await api.sendDocument(item.address, content, { caption, parse_mode: 'HTML' })
  return [`${sent.chat.id}:${sent.message_id}`]
}

function viewOf(item: OutgoingItem, config: ViewConfig): View {
  return deliveryView(item.content, item.locale, config, item.outboundId)
}

async function send(api: Api, item: OutgoingItem, view: View): Promise<string[]> {
  const replyTo = item.thread.findLast(
    (entry) =>
      entry.fromClient && !entry.ref.includes(':album:') && inChat(entry.ref, item.address),
  )
  return sendView(api, item.address, view, replyTo ? { replyTo: messageOf(replyTo.ref) } : {})
}

/** Sends a view, cut where it is too long; buttons stand under the last part. Returns the messages' outside names. */
export async function sendView(
  api: Api,
  chatId: string,
  view: View,
  { replyTo, threadId }: { replyTo?: number; threadId?: number } = {},
): Promise<string[]> {
  const refs: string[] = []
  const parts = splitHtml(view.html)
  for (const [at, part] of parts.entries()) {
    const last = at === parts.length - 1
    const extra = {
      link_preview_options: { is_disabled: true },
      ...(last ? replyMarkup(view) : {}),
      ...(at === 0 && replyTo !== undefined
        ? { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } }
        : {}),
      ...(threadId === undefined ? {} : { message_thread_id: threadId }),
    }
    const sent = await orPlain(part, (text, format) =>
      api.sendMessage(chatId, text, { ...extra, ...format }),
    )
    refs.push(`${sent.chat.id}:${sent.message_id}`)
  }
  return refs
}

function replyMarkup(view: View) {
  if (view.buttons.length > 0) return { reply_markup: keyboard(view.buttons) }
  if (view.share === undefined) return {}
  const key = new Keyboard().requestContact(view.share).resized().oneTime()
  return { reply_markup: key }
}

/** Telegram does not take our markup: then it gets the words alone, rather than the client nothing. */
async function orPlain<T>(
  html: string,
  call: (text: string, format: { parse_mode?: 'HTML' }) => Promise<T>,
): Promise<T> {
  try {
    return await call(html, { parse_mode: 'HTML' })
  } catch (error) {
    const markup = error instanceof GrammyError && /can't parse entities/i.test(error.description)
    if (!markup) throw error
    return call(plainText(html), {})
  }
}

/** Changes the messages that were sent; what cannot be changed any more is said anew. */
async function change(api: Api, item: OutgoingItem, view: View): Promise<string[]> {
  const changed = await changeSent(api, item.address, sentBefore(item), view)
  return changed ? [] : send(api, item, view)
}

/** False when the messages are too old to change, gone, or too few for the words. */
export async function changeSent(
  api: Api,
  chatId: string,
  refs: string[],
  view: View,
): Promise<boolean> {
  const parts = splitHtml(view.html)
  if (refs.length === 0 || refs.length !== parts.length) return false
  try {
    for (const [at, ref] of refs.entries()) {
      await orPlain(parts[at] ?? '', (text, format) =>
        api.editMessageText(chatId, messageOf(ref), text, {
          link_preview_options: { is_disabled: true },
          ...(at === refs.length - 1 && view.buttons.length > 0
            ? { reply_markup: keyboard(view.buttons) }
            : {}),
          ...format,
        }),
      )
    }
    return true
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code !== 400) throw error
    return /not modified/i.test(error.description)
  }
}

async function takeBack(api: Api, item: OutgoingItem): Promise<string[]> {
  for (const ref of sentBefore(item)) {
    try {
      await api.deleteMessage(item.address, messageOf(ref))
    } catch (error) {
      const gone = error instanceof GrammyError && /not found/i.test(error.description)
      if (!gone) throw error
    }
  }
  return []
}

function sentBefore(item: OutgoingItem): string[] {
  return item.thread
    .filter((entry) => entry.sameMessage && inChat(entry.ref, item.address))
    .map(({ ref }) => ref)
}

function inChat(ref: string, chatId: string): boolean {
  return ref.startsWith(`${chatId}:`)
}

function messageOf(ref: string): number {
  return Number(ref.split(':')[1])
}

export function keyboard(rows: Button[][]): InlineKeyboard {
  const board = new InlineKeyboard()
  for (const row of rows) {
    for (const button of row) {
      if ('url' in button) board.url(button.text, button.url)
      else board.text(button.text, button.data)
    }
    board.row()
  }
  return board
}

/** Telegram's refusals in our terms: what may be tried again, when, and who does not want our messages. */
export function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  if (error instanceof GrammyError) {
    const waitS = error.parameters.retry_after
    const forbidden = error.error_code === 403
    return new GatewayError(`${error.error_code} ${error.description}`, {
      retryable: error.error_code === 429 || error.error_code >= 500,
      ...(waitS === undefined ? {} : { retryAfterMs: waitS * 1000 }),
      unreachable: forbidden || error.description.includes('chat not found'),
      cause: error,
    })
  }
  // grammY's own text names the URL, and the URL names the token.
  const network = error instanceof HttpError
  return new GatewayError(network ? 'Telegram cannot be reached' : 'Telegram call failed', {
    retryable: true,
    cause: error,
  })
}
