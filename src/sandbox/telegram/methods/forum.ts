import { badRequest } from '../api-error.ts'
import type { SandboxChat, SandboxCore, Topic } from '../core.ts'
import type { MessageContent } from '../media-content.ts'
import type { Params } from '../params.ts'
import { notEnoughRights, requireChat, requireWritable } from '../targets.ts'
import type { MethodTable } from './method.ts'

const iconColors = [0x6fb9f0, 0xffd67e, 0xcb86db, 0x8eee98, 0xff93b2, 0xfb6f5f]

function requireForum(core: SandboxCore, params: Params): SandboxChat {
  const target = requireChat(core, params)
  requireWritable(core, target)
  if (target.chat.type !== 'supergroup' || !target.chat.is_forum) {
    throw badRequest('the chat is not a forum')
  }
  if (target.botStatus !== 'administrator') throw notEnoughRights('manage forum topics')
  return target
}

function requireTopic(target: SandboxChat, params: Params): Topic {
  const topic = target.topics.get(params.number('message_thread_id') ?? 0)
  if (!topic) throw badRequest('message thread not found')
  return topic
}

function readName(params: Params): string {
  const name = params.string('name')?.trim() ?? ''
  if (name === '') throw badRequest('topic name must be non-empty')
  if (name.length > 128) throw badRequest('TOPIC_TITLE_TOO_LONG')
  return name
}

function announce(
  core: SandboxCore,
  target: SandboxChat,
  topic: Topic,
  body: MessageContent,
): void {
  core.addMessage(target, {
    from: core.bot,
    message_thread_id: topic.id,
    is_topic_message: true,
    ...body,
  })
  core.events.emit({ kind: 'topics', chatId: target.chat.id })
}

/** A topic's id is the number of the service message that opened it. */
function createForumTopic(core: SandboxCore, params: Params) {
  const target = requireForum(core, params)
  const name = readName(params)
  const iconColor = params.number('icon_color') ?? 0x6fb9f0
  if (!iconColors.includes(iconColor)) throw badRequest('topic icon color is invalid')
  const topic: Topic = { id: target.nextMessageId, name, iconColor, closed: false }
  target.topics.set(topic.id, topic)
  announce(core, target, topic, { forum_topic_created: { name, icon_color: iconColor } })
  return { message_thread_id: topic.id, name, icon_color: iconColor }
}

function editForumTopic(core: SandboxCore, params: Params): true {
  const target = requireForum(core, params)
  const topic = requireTopic(target, params)
  if (!params.has('name')) return true
  const name = readName(params)
  if (name === topic.name) throw badRequest('TOPIC_NOT_MODIFIED')
  topic.name = name
  announce(core, target, topic, { forum_topic_edited: { name } })
  return true
}

function setClosed(core: SandboxCore, params: Params, closed: boolean): true {
  const target = requireForum(core, params)
  const topic = requireTopic(target, params)
  if (topic.closed === closed) throw badRequest('TOPIC_NOT_MODIFIED')
  topic.closed = closed
  announce(core, target, topic, closed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} })
  return true
}

/** Deletes the topic with all its messages. */
function deleteForumTopic(core: SandboxCore, params: Params): true {
  const target = requireForum(core, params)
  const topic = requireTopic(target, params)
  target.topics.delete(topic.id)
  const own = [...target.messages.values()].filter(
    ({ message }) => message.message_thread_id === topic.id,
  )
  core.deleteMessages(
    target,
    own.map(({ message }) => message.message_id),
  )
  core.events.emit({ kind: 'topics', chatId: target.chat.id })
  return true
}

export const forumMethods: MethodTable = {
  createForumTopic,
  editForumTopic,
  closeForumTopic: (core, params) => setClosed(core, params, true),
  reopenForumTopic: (core, params) => setClosed(core, params, false),
  deleteForumTopic,
}
