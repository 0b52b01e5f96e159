import type { Api } from 'grammy'
import { GatewayError } from '../src/errors.ts'

/** The bytes of a file that somebody sent, by Telegram's name for it. */
export function telegramDownload(
  api: () => Api,
  { apiRoot, token }: { apiRoot: string; token: string },
): (fileId: string) => Promise<Buffer> {
  return async (fileId) => {
    const file = await api().getFile(fileId)
    const response = await fetch(`${apiRoot}/file/bot${token}/${file.file_path}`)
    if (!response.ok) throw new GatewayError('file not available', { retryable: true })
    return Buffer.from(await response.arrayBuffer())
  }
}
