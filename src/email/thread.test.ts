import { describe, expect, test } from 'vitest'
import { decideThread, type ThreadFacts, type ThreadTicket } from './thread.ts'

function ticket(id: string, given: Partial<ThreadTicket> = {}): ThreadTicket {
  return { id, state: 'open', mergedInto: null, sender: 'requester', subjects: [], ...given }
}

function decide(given: Partial<ThreadFacts>, ...tickets: ThreadTicket[]) {
  return decideThread({
    byOwnMessage: [],
    byPlusToken: [],
    bySubject: [],
    byForeignMessage: [],
    tickets: new Map(tickets.map((t) => [t.id, t])),
    isForward: false,
    isGratitude: false,
    isAutomatic: false,
    hasUnknownId: false,
    isNewSubject: () => false,
    ...given,
  })
}

describe('which ticket', () => {
  test('a mail without any claim opens a new one', () => {
    expect(decide({})).toMatchObject({ action: 'new', reason: 'no_claim' })
  })

  test.each([
    ['byOwnMessage', 'own_message_id'],
    ['byPlusToken', 'plus_token'],
    ['bySubject', 'subject_id'],
    ['byForeignMessage', 'foreign_message_id'],
  ])('%s leads to the ticket of a participant', (fact, reason) => {
    const decision = decide({ [fact]: ['a'] }, ticket('a', { sender: 'participant' }))
    expect(decision).toMatchObject({ action: 'append', ticketId: 'a', reason })
  })

  test.each(['byOwnMessage', 'byPlusToken', 'bySubject', 'byForeignMessage'])(
    '%s of a stranger opens a linked ticket',
    (fact) => {
      expect(decide({ [fact]: ['a'] }, ticket('a', { sender: null }))).toMatchObject({
        action: 'new_linked',
        ticketId: null,
        claimedTicketId: 'a',
        reason: 'not_a_participant',
      })
    },
  )

  test('our own Message-ID counts more than an ID in the subject', () => {
    const decision = decide({ byOwnMessage: ['a'], bySubject: ['b'] }, ticket('a'), ticket('b'))
    expect(decision).toMatchObject({ ticketId: 'a', hints: ['subject_names_another'] })
  })

  test('of two IDs the first known one wins and staff get a hint', () => {
    const decision = decide({ bySubject: ['a', 'b'] }, ticket('a'), ticket('b'))
    expect(decision).toMatchObject({ action: 'append', ticketId: 'a', hints: ['several_ids'] })
  })

  test('a claim on a stranger’s ticket does not hide the sender’s own', () => {
    const decision = decide({ bySubject: ['a', 'b'] }, ticket('a', { sender: null }), ticket('b'))
    expect(decision).toMatchObject({ action: 'append', ticketId: 'b' })
  })

  test('a mistyped ID opens a new ticket', () => {
    expect(decide({ hasUnknownId: true })).toMatchObject({ action: 'new', reason: 'unknown_id' })
  })

  test('a merged ticket leads to its target, where taking part is asked again', () => {
    const merged = ticket('a', { mergedInto: 'b' })
    expect(decide({ bySubject: ['a'] }, merged, ticket('b'))).toMatchObject({
      action: 'append',
      ticketId: 'b',
      hints: ['merged'],
    })
    expect(decide({ bySubject: ['a'] }, merged, ticket('b', { sender: null }))).toMatchObject({
      action: 'new_linked',
      claimedTicketId: 'b',
    })
  })

  test('a ring of merges ends as no claim', () => {
    const ring = [ticket('a', { mergedInto: 'b' }), ticket('b', { mergedInto: 'a' })]
    expect(decide({ bySubject: ['a'] }, ...ring).action).toBe('new')
  })

  test('a forward starts a new ticket unless it carries our ID', () => {
    const forward = { isForward: true }
    expect(decide({ ...forward, byForeignMessage: ['a'] }, ticket('a'))).toMatchObject({
      action: 'new',
      reason: 'forward',
    })
    expect(decide({ ...forward, bySubject: ['a'] }, ticket('a')).action).toBe('append')
  })

  test('a reply with a new subject opens a linked ticket, unless the subject holds the ID', () => {
    const changed = { isNewSubject: () => true }
    expect(decide({ ...changed, byOwnMessage: ['a'] }, ticket('a'))).toMatchObject({
      action: 'new_linked',
      claimedTicketId: 'a',
      reason: 'new_subject',
    })
    expect(decide({ ...changed, bySubject: ['a'] }, ticket('a')).action).toBe('append')
  })
})

describe('a ticket that is done', () => {
  test.each(['resolved', 'closed'] as const)('%s is reopened by a reply of its author', (state) => {
    expect(decide({ bySubject: ['a'] }, ticket('a', { state }))).toMatchObject({
      action: 'append',
      hints: ['reopens'],
    })
  })

  test('is not reopened by thanks', () => {
    const thanks = { bySubject: ['a'], isGratitude: true }
    expect(decide(thanks, ticket('a', { state: 'resolved' }))).toMatchObject({
      action: 'append_without_reopening',
      ticketId: 'a',
      reason: 'gratitude',
    })
    expect(decide(thanks, ticket('a')).action).toBe('append')
  })

  test('is not reopened by a machine', () => {
    const machine = { bySubject: ['a'], isAutomatic: true }
    expect(decide(machine, ticket('a', { state: 'closed' }))).toMatchObject({
      action: 'append_without_reopening',
      reason: 'automatic',
    })
  })

  test('and closed is left closed by others who take part: they get a linked one', () => {
    const closed = ticket('a', { state: 'closed', sender: 'participant' })
    expect(decide({ bySubject: ['a'] }, closed)).toMatchObject({
      action: 'new_linked',
      claimedTicketId: 'a',
      reason: 'closed_for_others',
    })
  })
})
