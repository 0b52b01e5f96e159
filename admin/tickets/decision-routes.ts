import type { Hono } from 'hono'
import { DomainError } from '../../src/errors.ts'
import { placeTicket } from '../../src/incidents/place-ticket.ts'
import { declineDevelopment } from '../../src/tickets/decline-development.ts'
import type { RefusalInput } from '../../src/tickets/refusal.ts'
import { refuseTicket } from '../../src/tickets/refuse-ticket.ts'
import { sendToDevelopment } from '../../src/tickets/send-to-development.ts'
import { setOutOfTurn } from '../../src/tickets/set-out-of-turn.ts'
import { suspendSupport } from '../../src/tickets/suspend-support.ts'
import type { DeskEnv } from '../deps.ts'
import { act, done } from './act.tsx'

/** Annex 1, 3.4, 3.6 and 4.6: out of turn, to development, suspension and refusal. */
export function decisionRoutes(desk: Hono<DeskEnv>): void {
  desk.post('/tickets/:number/development', (c) =>
    act(c, 'development', ({ ctx, ticketId, typed }) =>
      done(
        sendToDevelopment(ctx, {
          ticketId,
          reference: typed.reference ?? '',
          text: typed.text ?? '',
        }),
        'sent_to_development',
      ),
    ),
  )

  desk.post('/tickets/:number/incident', (c) =>
    act(c, 'other', ({ ctx, ticketId, typed }) => {
      const linked = typed.verb === 'link'
      return done(
        placeTicket(ctx, { incidentId: typed.incidentId ?? '', ticketId, linked }),
        linked ? 'incidentLinked' : 'incidentUnlinked',
      )
    }),
  )

  desk.post('/tickets/:number/not-planned', (c) =>
    act(c, 'development', ({ ctx, ticketId, typed }) =>
      done(declineDevelopment(ctx, { ticketId, text: typed.text ?? '' }), 'not_planned'),
    ),
  )

  desk.post('/tickets/:number/refusal', (c) =>
    act(
      c,
      'refusal',
      ({ ctx, ticketId, typed }) => {
        const input = {
          ticketId,
          // The use-case checks the value: an unknown one comes back beside its field.
          reason: typed.reason as RefusalInput['reason'],
          text: typed.text ?? '',
        }
        if (typed.verb === 'suspend') return done(suspendSupport(ctx, input), 'suspended')
        if (typed.verb === 'refuse') return done(refuseTicket(ctx, input), 'refused')
        throw new DomainError('invalid', 'invalid')
      },
      { askFirst: 'reason' },
    ),
  )

  desk.post('/tickets/:number/turn', (c) =>
    act(c, 'turn', ({ ctx, ticketId, typed }) =>
      done(
        setOutOfTurn(ctx, {
          ticketId,
          outOfTurn: typed.verb === 'out',
          reason: typed.reason ?? '',
        }),
        typed.verb === 'out' ? 'out_of_turn' : 'in_turn',
      ),
    ),
  )
}
