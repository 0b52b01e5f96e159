import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'
import { type BlobStore, localBlobStore } from './blob-store.ts'
import { s3BlobStore } from './s3-store.ts'

/** The store that `ATTACHMENTS_URL` names; a folder under `dataDir` without one. */
export function openBlobStore({ attachments }: Config, dataDir: string): BlobStore {
  if (attachments === null) return localBlobStore(join(dataDir, 'attachments'))
  return attachments.kind === 's3'
    ? s3BlobStore(attachments.location)
    : localBlobStore(fileURLToPath(attachments.url))
}
