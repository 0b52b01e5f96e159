import type {
  ForceReply,
  InlineKeyboardMarkup,
  ReplyKeyboardMarkup,
  ReplyKeyboardRemove,
} from 'grammy/types'
import { z } from 'zod'
import { badRequest, notEmulated } from './api-error.ts'
import type { Params } from './params.ts'

export type ReplyMarkup =
  | { kind: 'inline'; markup: InlineKeyboardMarkup }
  | { kind: 'keyboard'; markup: ReplyKeyboardMarkup }
  | { kind: 'remove'; markup: ReplyKeyboardRemove }
  | { kind: 'force-reply'; markup: ForceReply }

const style = z.enum(['danger', 'success', 'primary']).optional()
const inlineButton = z.looseObject({
  text: z.string(),
  style,
  url: z.string().optional(),
  callback_data: z.string().optional(),
  copy_text: z.object({ text: z.string().min(1).max(256) }).optional(),
})
const replyButton = z.union([
  z.string().transform((text) => ({ text })),
  z.looseObject({
    text: z.string(),
    request_contact: z.boolean().optional(),
    request_location: z.boolean().optional(),
  }),
])
const emulatedReplyButtons = new Set(['text', 'style', 'request_contact', 'request_location'])

/**
 * Reads and checks `reply_markup`.
 * @throws ApiError 400 for a malformed keyboard, 501 for a kind of button nobody can press here
 */
export function readReplyMarkup(params: Params): ReplyMarkup | undefined {
  const given = params.record('reply_markup')
  if (!given) return undefined
  if (Array.isArray(given.inline_keyboard)) return readInline(given.inline_keyboard)
  if (Array.isArray(given.keyboard)) return readKeyboard(given)
  const selective = given.selective === true ? { selective: true } : {}
  if (given.remove_keyboard === true) {
    return { kind: 'remove', markup: { remove_keyboard: true, ...selective } }
  }
  if (given.force_reply === true) {
    const placeholder = given.input_field_placeholder
    const input = typeof placeholder === 'string' ? { input_field_placeholder: placeholder } : {}
    return { kind: 'force-reply', markup: { force_reply: true, ...selective, ...input } }
  }
  if (Object.keys(given).length === 0) return undefined
  throw badRequest('object expected as reply markup')
}

function readInline(rows: unknown[]): ReplyMarkup {
  const parsed = z.array(z.array(inlineButton)).safeParse(rows)
  if (!parsed.success) throw badRequest("can't parse inline keyboard button: Text is missing")
  const keyboard = parsed.data.filter((row) => row.length > 0)
  return {
    kind: 'inline',
    markup: { inline_keyboard: keyboard.map((row) => row.map(checkedInlineButton)) },
  }
}

type InlineButton = InlineKeyboardMarkup['inline_keyboard'][number][number]

function checkedInlineButton(given: z.infer<typeof inlineButton>): InlineButton {
  if (given.text.trim() === '')
    throw badRequest("can't parse inline keyboard button: Text is empty")
  const base = { text: given.text, ...(given.style ? { style: given.style } : {}) }
  if (given.callback_data !== undefined) {
    const bytes = Buffer.byteLength(given.callback_data)
    if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID')
    return { ...base, callback_data: given.callback_data }
  }
  if (given.url !== undefined) {
    if (!isButtonUrl(given.url)) {
      throw badRequest(`inline keyboard button URL '${given.url}' is invalid: Wrong HTTP URL`)
    }
    return { ...base, url: given.url }
  }
  if (given.copy_text) return { ...base, copy_text: given.copy_text }
  const kind = Object.keys(given).find((key) => key !== 'text' && key !== 'style')
  if (kind) throw notEmulated(`inline buttons with ${kind}`)
  throw badRequest(
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  )
}

function isButtonUrl(url: string): boolean {
  if (/^tg:\/\//i.test(url)) return true
  const withScheme = /^https?:\/\//i.test(url) ? url : `http://${url}`
  return URL.canParse(withScheme) && new URL(withScheme).hostname.includes('.')
}

function readKeyboard(given: Record<string, unknown>): ReplyMarkup {
  const parsed = z.array(z.array(replyButton)).safeParse(given.keyboard)
  if (!parsed.success) throw badRequest("can't parse keyboard button: Text is missing")
  const keyboard = parsed.data.filter((row) => row.length > 0)
  for (const button of keyboard.flat()) {
    if (button.text === '') throw badRequest('reply markup is invalid: button text is empty')
    const foreign = Object.keys(button).find((key) => !emulatedReplyButtons.has(key))
    if (foreign) throw notEmulated(`keyboard buttons with ${foreign}`)
  }
  if (keyboard.length === 0) throw badRequest('reply keyboard is empty')
  const flags = ['is_persistent', 'resize_keyboard', 'one_time_keyboard', 'selective'] as const
  const placeholder = given.input_field_placeholder
  return {
    kind: 'keyboard',
    markup: {
      keyboard,
      ...Object.fromEntries(
        flags.filter((flag) => given[flag] === true).map((flag) => [flag, true]),
      ),
      ...(typeof placeholder === 'string' ? { input_field_placeholder: placeholder } : {}),
    },
  }
}
