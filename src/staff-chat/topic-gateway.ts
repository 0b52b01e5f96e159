import type { ticket } from '../../db/schema/tickets.ts'

type Ticket = typeof ticket.$inferSelect

export type TopicHeader = Pick<Ticket, 'number' | 'subject' | 'priority' | 'channel'> & {
  requester: string
}

/** One message of a ticket as its topic shows it. */
export type TopicPost = {
  author: 'client' | 'staff' | 'system'
  /** Of the member of staff, or of the client. */
  name: string
  text: string
  internal: boolean
  edited: boolean
  /** Names of files; they open in the panel. */
  files: string[]
}

/** The staff chat's forum. Messages are named `chat:message`. @throws GatewayError, TopicGone */
export type TopicGateway = {
  chatId: string
  /** Opens a topic with what the ticket is about; returns its number. */
  open: (header: TopicHeader) => Promise<number>
  post: (threadId: number, post: TopicPost) => Promise<string[]>
  /** Changes what was posted before. */
  correct: (refs: string[], post: TopicPost) => Promise<void>
  /** Says that the ticket has ended or is open again, and closes or reopens the topic. */
  setClosed: (threadId: number, closed: boolean) => Promise<void>
}

/** Somebody has deleted the topic. */
export class TopicGone extends Error {}
