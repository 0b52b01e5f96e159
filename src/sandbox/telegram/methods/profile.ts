import type { BotCommand } from 'grammy/types'
import { z } from 'zod'
import { badRequest, notEmulated } from '../api-error.ts'
import type { SandboxCore } from '../core.ts'
import type { Params } from '../params.ts'
import { requireChat } from '../targets.ts'
import type { MethodTable } from './method.ts'

const commandSchema = z.array(z.object({ command: z.string(), description: z.string() }))
const wideScopes = new Set([
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
])

function readLanguage(params: Params): string {
  const language = params.string('language_code') ?? ''
  if (language !== '' && !/^[a-z]{2}$/.test(language)) {
    throw badRequest('language code is invalid: two-letter ISO 639-1 code expected')
  }
  return language
}

/** The key under which commands of a scope and language are kept. */
function commandsKey(core: SandboxCore, params: Params): string {
  const scope = params.record('scope') ?? { type: 'default' }
  const type = String(scope.type)
  if (wideScopes.has(type)) return `commands:${type}:${readLanguage(params)}`
  if (!['chat', 'chat_administrators', 'chat_member'].includes(type)) {
    throw badRequest('unsupported BotCommandScope type')
  }
  const { chat } = requireChat(core, params.withRaw({ chat_id: scope.chat_id }))
  const member = type === 'chat_member' ? `:${scope.user_id}` : ''
  return `commands:${type}:${chat.id}${member}:${readLanguage(params)}`
}

function setMyCommands(core: SandboxCore, params: Params): true {
  const parsed = commandSchema.safeParse(params.list('commands'))
  if (!parsed.success) throw badRequest("can't parse commands JSON object")
  if (parsed.data.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH')
  const commands: BotCommand[] = parsed.data.map(({ command, description }) => ({
    command: command.replace(/^\//, ''),
    description: description.trim(),
  }))
  for (const { command, description } of commands) {
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID')
    if (description === '') throw badRequest('command description must be non-empty')
    if (description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
  }
  const key = commandsKey(core, params)
  if (commands.length === 0) core.profile.delete(key)
  else core.profile.set(key, commands)
  return true
}

function deleteMyCommands(core: SandboxCore, params: Params): true {
  core.profile.delete(commandsKey(core, params))
  return true
}

/** The commands a user sees in a private chat: narrowest scope and own language first. */
export function visibleCommands(core: SandboxCore, chatId: number, language: string): BotCommand[] {
  for (const scope of [`chat:${chatId}`, 'all_private_chats', 'default']) {
    for (const code of [language, '']) {
      const found = core.profile.get(`commands:${scope}:${code}`)
      const parsed = commandSchema.safeParse(found)
      if (parsed.success) return parsed.data
    }
  }
  return []
}

type Text = { family: string; field: string; max: number }
const name: Text = { family: 'name', field: 'name', max: 64 }
const about: Text = { family: 'description', field: 'description', max: 512 }
const short: Text = { family: 'short-description', field: 'short_description', max: 120 }

function setText(core: SandboxCore, params: Params, { family, field, max }: Text): true {
  const value = params.string(field) ?? ''
  if (value.length > max) throw badRequest(`bot ${field.replaceAll('_', ' ')} is too long`)
  core.profile.set(`${family}:${readLanguage(params)}`, value)
  return true
}

function getText(core: SandboxCore, params: Params, { family, field }: Text) {
  const own = core.profile.get(`${family}:${readLanguage(params)}`)
  const fallback = field === 'name' ? core.bot.first_name : ''
  return { [field]: own || core.profile.get(`${family}:`) || fallback }
}

function setMenuButton(core: SandboxCore, params: Params): true {
  const button = params.record('menu_button') ?? { type: 'default' }
  if (button.type !== 'default' && button.type !== 'commands') {
    throw notEmulated('menu buttons that open web apps')
  }
  core.profile.set(`menu-button:${params.string('chat_id') ?? ''}`, button)
  return true
}

function getMenuButton(core: SandboxCore, params: Params): unknown {
  const own = core.profile.get(`menu-button:${params.string('chat_id') ?? ''}`)
  return own ?? core.profile.get('menu-button:') ?? { type: 'commands' }
}

export const profileMethods: MethodTable = {
  setMyCommands,
  deleteMyCommands,
  getMyCommands: (core, params) => core.profile.get(commandsKey(core, params)) ?? [],
  setMyName: (core, params) => setText(core, params, name),
  getMyName: (core, params) => getText(core, params, name),
  setMyDescription: (core, params) => setText(core, params, about),
  getMyDescription: (core, params) => getText(core, params, about),
  setMyShortDescription: (core, params) => setText(core, params, short),
  getMyShortDescription: (core, params) => getText(core, params, short),
  setChatMenuButton: setMenuButton,
  getChatMenuButton: getMenuButton,
}
