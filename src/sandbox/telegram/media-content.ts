import type { Message, PhotoSize } from 'grammy/types'
import { badRequest, notEmulated } from './api-error.ts'
import type { SandboxCore } from './core.ts'
import type { FileKind, StoredFile } from './file-store.ts'
import { imageInfo } from './image-size.ts'
import type { Params, UploadedFile } from './params.ts'

/** What a message holds besides its number, date and chat. */
export type MessageContent = Omit<Message, 'message_id' | 'date' | 'chat'>

export type MediaAttributes = {
  durationSeconds?: number | undefined
  width?: number | undefined
  height?: number | undefined
  length?: number | undefined
  title?: string | undefined
  performer?: string | undefined
  emoji?: string | undefined
}

const typeNames: Record<FileKind, string> = {
  photo: 'Photo',
  document: 'Document',
  video: 'Video',
  animation: 'Animation',
  video_note: 'VideoNote',
  voice: 'VoiceNote',
  audio: 'Audio',
  sticker: 'Sticker',
}

/**
 * The file a bot sends in `field`: an upload or the id of a known file.
 * @throws ApiError 400 for a wrong id or kind, 501 for an address: the sandbox fetches nothing
 */
export function readFile(
  core: SandboxCore,
  params: Params,
  kind: FileKind,
  field: string,
): StoredFile {
  const upload = params.upload(field)
  if (upload) return storeUpload(core, kind, upload)
  const value = params.string(field)?.trim()
  if (!value) throw badRequest(`there is no ${kind.replace('_', ' ')} in the request`)
  if (/^https?:\/\//i.test(value)) throw notEmulated('sending files by their HTTP address')
  const file = core.files.byId(value)
  if (!file) throw badRequest('wrong file identifier/HTTP URL specified')
  if (file.kind !== kind) {
    throw badRequest(`can't use file of type ${typeNames[file.kind]} as ${typeNames[kind]}`)
  }
  return file
}

function storeUpload(core: SandboxCore, kind: FileKind, upload: UploadedFile): StoredFile {
  if (kind === 'photo' && !imageInfo(upload.bytes)) throw badRequest('IMAGE_PROCESS_FAILED')
  return core.files.addFromBot(kind, upload)
}

/** The media part of a message for a stored file. */
export function mediaContent(file: StoredFile, given: MediaAttributes = {}): MessageContent {
  const base = { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size }
  const named = { ...base, file_name: file.name, mime_type: file.mime }
  const duration = given.durationSeconds ?? 1
  const picture = { width: given.width ?? 640, height: given.height ?? 360 }
  switch (file.kind) {
    case 'photo':
      return { photo: photoSizes(file) }
    case 'document':
      return { document: named }
    case 'video':
      return { video: { ...named, ...picture, duration } }
    case 'animation':
      return { animation: { ...named, ...picture, duration }, document: named }
    case 'video_note':
      return { video_note: { ...base, length: given.length ?? 240, duration } }
    case 'voice':
      return { voice: { ...base, mime_type: file.mime, duration } }
    case 'audio':
      return {
        audio: {
          ...named,
          duration,
          ...(given.title ? { title: given.title } : {}),
          ...(given.performer ? { performer: given.performer } : {}),
        },
      }
    case 'sticker':
      return {
        sticker: {
          ...base,
          type: 'regular',
          width: 512,
          height: 512,
          is_animated: false,
          is_video: false,
          ...(given.emoji ? { emoji: given.emoji } : {}),
        },
      }
  }
}

/** A preview and the full size, smallest first as Telegram lists them; both lead to the same bytes. */
function photoSizes(file: StoredFile): PhotoSize[] {
  const info = file.bytes ? imageInfo(file.bytes) : null
  const width = info?.width ?? 1280
  const height = info?.height ?? 960
  const base = { file_id: file.id, file_size: file.size }
  const full = { ...base, file_unique_id: file.uniqueId, width, height }
  const scale = 320 / Math.max(width, height)
  if (scale >= 1) return [full]
  const small = {
    ...base,
    file_unique_id: `${file.uniqueId}m`,
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
  return [small, full]
}

/** The stored file a message carries, if any. */
export function fileIdOf(message: Message): string | null {
  const media =
    message.photo?.at(-1) ??
    message.animation ??
    message.document ??
    message.video ??
    message.video_note ??
    message.voice ??
    message.audio ??
    message.sticker
  return media?.file_id ?? null
}
