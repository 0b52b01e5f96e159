import { GatewayError } from '../errors.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Settings } from '../settings/settings.ts'
import type { OutboundContent } from './kinds.ts'

/** A stored file; gateways read its bytes by the hash. */
export type OutgoingFile = { name: string; mediaType: string; sha256: string }

export type ReadFile = (sha256: string) => Promise<Buffer | null>

/** The bytes of a file on its way out. @throws GatewayError when the store has lost them: no retry brings them back */
export async function requireFile(read: ReadFile, file: OutgoingFile): Promise<Buffer> {
  const content = await read(file.sha256)
  if (content === null)
    throw new GatewayError('a file is missing in the store', { retryable: false })
  return content
}

/** One message on its way out, with all that a channel needs to render and place it. */
export type OutgoingItem = {
  outboundId: string
  address: string
  locale: Locale
  ticketId: string | null
  content: OutboundContent
  /** Who takes part in the ticket beside the one it is addressed to; by mail only. */
  copies: { name: string; address: string }[]
  /** Outside names of the ticket's earlier messages, oldest first, in this channel; `sameMessage` for the one this is about. */
  thread: { ref: string; fromClient: boolean; sameMessage: boolean }[]
  files: OutgoingFile[]
  /** As staff have set them: company, documents. */
  settings: Settings
}

/**
 * A channel's way out. Returns what the message is called outside.
 * @throws GatewayError
 */
export type ChannelGateway = (item: OutgoingItem) => Promise<{ refs: string[] }>

export type Gateways = { telegram: ChannelGateway; email: ChannelGateway }
