import type { MiddlewareHandler } from 'hono'
import { isRestricted } from '../../src/abuse/queries.ts'
import { DomainError } from '../../src/errors.ts'
import { mayDo } from '../../src/rights.ts'
import { findTicketNumbers } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A ticket about abuse, its files and mails read as absent to whoever does not judge it (R39, R41). */
export function hideRestricted(
  kind: 'number' | 'fileId' | 'messageId',
): MiddlewareHandler<DeskEnv> {
  return async (c, next) => {
    // As the route reads it: decoded.
    const given = c.req.param(kind === 'number' ? 'number' : 'id') ?? ''
    const number = findTicketNumbers(given).found[0]
    const of =
      kind === 'number'
        ? number === undefined
          ? null
          : { number }
        : uuid.test(given)
          ? kind === 'fileId'
            ? { fileId: given }
            : { messageId: given }
          : null
    const { ctx, session } = c.var
    if (of && !mayDo(session.actor.role, 'abuse.read') && (await isRestricted(ctx.db, of))) {
      throw new DomainError('not_found', 'ticketNotFound')
    }
    await next()
  }
}
