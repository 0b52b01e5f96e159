import { type Api, GrammyError, HttpError, InlineKeyboard, InputFile } from 'grammy'
import { type ChannelGateway, type ReadFile, requireFile } from '../src/delivery/gateway.ts'
import type { OutboundContent } from '../src/delivery/kinds.ts'
import { GatewayError } from '../src/errors.ts'
import { splitText } from './split-text.ts'
import { type Button, deliveryView, type ViewConfig } from './views.ts'

/** Telegram's way out: one message, or several when the words do not fit into one. */
export function telegramGateway(api: Api, config: ViewConfig, readFile: ReadFile): ChannelGateway {
  return async (item) => {
    const [file] = item.files
    if (item.content.kind === 'staff_file' && file) {
      const caption = deliveryView(item.content, item.locale, config).html
      const content = new InputFile(await requireFile(readFile, file), file.name)
      try {
        // As a document: a picture keeps its sharpness and its name.
        const sent = await api.sendDocument(item.address, content, { caption, parse_mode: 'HTML' })
        return { refs: [`${sent.chat.id}:${sent.message_id}`] }
      } catch (error) {
        throw asGatewayError(error)
      }
    }
    const replyTo = item.thread.findLast(
      (entry) => entry.fromClient && inChat(entry.ref, item.address),
    )
    const refs: string[] = []
    for (const [at, content] of split(item.content).entries()) {
      const view = deliveryView(content, item.locale, config)
      try {
        const sent = await api.sendMessage(item.address, view.html, {
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
          ...(view.buttons.length > 0 ? { reply_markup: keyboard(view.buttons) } : {}),
          ...(at === 0 && replyTo
            ? {
                reply_parameters: {
                  message_id: Number(replyTo.ref.split(':')[1]),
                  allow_sending_without_reply: true,
                },
              }
            : {}),
        })
        refs.push(`${sent.chat.id}:${sent.message_id}`)
      } catch (error) {
        throw asGatewayError(error)
      }
    }
    return { refs }
  }
}

function inChat(ref: string, chatId: string): boolean {
  return ref.startsWith(`${chatId}:`)
}

/** A long answer of staff becomes several; room is left for its frame. */
function split(content: OutboundContent): OutboundContent[] {
  if (content.kind !== 'staff_reply' || content.model.text.length <= 3500) return [content]
  return splitText(content.model.text, 3500).map((text) => ({
    kind: 'staff_reply',
    model: { ...content.model, text },
  }))
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
