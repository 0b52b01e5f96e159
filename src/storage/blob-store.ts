import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Content-addressed bytes: originals of mails and files of clients. */
export type BlobStore = {
  /** Stores the bytes durably and returns their SHA-256 in hex; storing them again is harmless. */
  put: (bytes: Buffer) => Promise<string>
  /** null when nothing lies under this hash. */
  get: (sha256: string) => Promise<Buffer | null>
  /** For bytes that may not stay; removing them again is harmless. */
  remove: (sha256: string) => Promise<void>
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A folder on local disk, two levels deep. */
export function localBlobStore(folder: string): BlobStore {
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256)
  return {
    put: async (bytes) => {
      const sha256 = sha256Of(bytes)
      const path = pathOf(sha256)
      if (await exists(path)) return sha256
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const unfinished = `${path}.${randomBytes(6).toString('hex')}`
      const file = await open(unfinished, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.datasync()
      } finally {
        await file.close()
      }
      await rename(unfinished, path)
      return sha256
    },
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    get: async (sha256) => {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return null
      try {
        return await readFile(pathOf(sha256))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
