import type { Locale } from '../i18n/locale.ts'
import type { Settings } from '../settings/settings.ts'
import type { OutboundContent } from './kinds.ts'

export type OutgoingFile = { name: string; mediaType: string; content: Buffer }

/** One message on its way out, with all that a channel needs to render and place it. */
export type OutgoingItem = {
  outboundId: string
  address: string
  locale: Locale
  ticketId: string | null
  content: OutboundContent
  /** Outside names of the ticket's earlier messages, oldest first, in this channel. */
  thread: { ref: string; fromClient: boolean }[]
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
