import { createHash } from 'node:crypto'
import { ApiError, badRequest } from './api-error.ts'
import type { UploadedFile } from './params.ts'

export type FileKind =
  | 'photo'
  | 'document'
  | 'video'
  | 'animation'
  | 'video_note'
  | 'voice'
  | 'audio'
  | 'sticker'

export type StoredFile = {
  id: string
  uniqueId: string
  kind: FileKind
  path: string
  name: string
  mime: string
  /** Bytes the file claims to have: a large file may be simulated without its content. */
  size: number
  bytes: Uint8Array | null
}

const folders: Record<FileKind, string> = {
  photo: 'photos',
  document: 'documents',
  video: 'videos',
  animation: 'animations',
  video_note: 'video_notes',
  voice: 'voice',
  audio: 'music',
  sticker: 'stickers',
}

/** Above this size a bot gets no download link (Bot API, getFile). */
export const downloadLimitBytes = 20 * 1024 * 1024
const uploadLimitBytes = 50 * 1024 * 1024
const photoUploadLimitBytes = 10 * 1024 * 1024

/** Files of the sandbox in memory; the oldest contents go first when `maxBytes` is exceeded. */
export class FileStore {
  readonly #maxBytes: number
  readonly #byId = new Map<string, StoredFile>()
  readonly #byPath = new Map<string, StoredFile>()
  #heldBytes = 0
  #counter = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  add(kind: FileKind, upload: UploadedFile, claimedSize = upload.bytes.byteLength): StoredFile {
    this.#counter += 1
    const digest = createHash('sha256').update(`${kind}:${this.#counter}:${upload.name}`)
    const token = digest.digest('base64url')
    const extension = /\.([A-Za-z0-9]{1,8})$/.exec(upload.name)?.[1] ?? 'bin'
    const file: StoredFile = {
      id: `${kind === 'photo' ? 'AgAC' : 'BQAC'}${token}`,
      uniqueId: `AgAD${token.slice(0, 12)}`,
      kind,
      path: `${folders[kind]}/file_${this.#counter}.${extension.toLowerCase()}`,
      name: upload.name,
      mime: upload.type || 'application/octet-stream',
      size: claimedSize,
      bytes: upload.bytes,
    }
    this.#byId.set(file.id, file)
    this.#byPath.set(file.path, file)
    this.#heldBytes += upload.bytes.byteLength + 512
    this.#evict()
    return file
  }

  /** @throws ApiError 413 or 400 when a bot may not upload that much */
  addFromBot(kind: FileKind, upload: UploadedFile): StoredFile {
    const size = upload.bytes.byteLength
    if (size === 0) throw badRequest('file must be non-empty')
    if (size > uploadLimitBytes) throw new ApiError(413, 'Request Entity Too Large')
    if (kind === 'photo' && size > photoUploadLimitBytes) {
      throw badRequest('file is too big for a photo; the maximum size is 10485760 bytes')
    }
    return this.add(kind, upload)
  }

  byId(id: string): StoredFile | undefined {
    return this.#byId.get(id)
  }

  byPath(path: string): StoredFile | undefined {
    return this.#byPath.get(path)
  }

  #evict(): void {
    for (const file of this.#byId.values()) {
      if (this.#heldBytes <= this.#maxBytes) return
      this.#byId.delete(file.id)
      this.#byPath.delete(file.path)
      this.#heldBytes -= (file.bytes?.byteLength ?? 0) + 512
    }
  }
}
