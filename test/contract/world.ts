import { eq } from 'drizzle-orm'
import { contact } from '../../db/schema/people.ts'
import { addClientContact } from '../../src/clients/add-client-contact.ts'
import { createClient } from '../../src/clients/create-client.ts'
import { actingAs, type Ctx, type StaffActor, type StaffRole } from '../../src/context.ts'
import { identifySender } from '../../src/people/identify-sender.ts'
import { insertStaff } from '../../src/staff/insert-staff.ts'
import { hashPassword } from '../../src/staff/password.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { head } from '../clients/build-client.ts'

export const allRoles = [
  'operator',
  'engineer',
  'supervisor',
  'compromise-officer',
  'admin',
  'auditor',
] as const satisfies readonly StaffRole[]

export const password = 'correct horse battery'

/** What every contract finds; nobody changes it for the next one. */
export type World = {
  staff: Record<StaffRole, StaffActor>
  /** A second officer: for whatever needs four eyes. */
  second: StaffActor
  /** Of the client's head, by mail; `other` is his too. */
  ticketId: string
  otherTicketId: string
  /** In a chat: its answers can be changed. */
  chatTicketId: string
  requesterId: string
  clientId: string
  headId: string
  accountantId: string
  strangerId: string
}

type TicketOf = { channel: 'email' | 'telegram'; address: string; subject: string }

async function ticketOf(ctx: Ctx, { channel, address, subject }: TicketOf) {
  return ctx.db.transaction(async (tx) => {
    const sender = await identifySender(ctx, tx, { channel, address, displayName: 'Клиент' }, 'ru')
    const { ticket } = await openTicket(ctx, tx, {
      sender,
      channel,
      locale: 'ru',
      subject,
      body: subject,
      receivedAt: ctx.now(),
      quietMs: 0,
    })
    return { id: ticket.id, contactId: sender.contactId }
  })
}

export async function buildWorld(system: Ctx): Promise<World> {
  const passwordHash = await hashPassword(password)
  const member = async (role: StaffRole, email: string): Promise<StaffActor> => {
    const made = await system.db.transaction((tx) =>
      insertStaff(system, tx, { email, name: `Сотрудник ${email}`, role, passwordHash }, 'added'),
    )
    return { ...made, secondFactor: true }
  }
  const staff = {} as World['staff']
  for (const role of allRoles) staff[role] = await member(role, `${role}@kense.example`)
  const second = await member('compromise-officer', 'second@kense.example')
  const operator = actingAs(system, staff.operator)
  const { id: clientId } = await createClient(operator, {
    kind: 'legal_entity',
    name: 'ТОО «Ромашка»',
    number: '991240000003',
    person: head,
  })
  const [person] = await system.db.select().from(contact).where(eq(contact.name, head.name))
  const { contactId: accountantId } = await addClientContact(operator, {
    clientId,
    name: 'Бухгалтер',
    role: 'user',
    email: 'acc@firm.example',
  })
  const mail = { channel: 'email', address: 'requester@mail.example' } as const
  const own = await ticketOf(system, { ...mail, subject: 'Не приходит код' })
  const other = await ticketOf(system, { ...mail, subject: 'И ещё вопрос' })
  const chat = await ticketOf(system, { channel: 'telegram', address: '7001', subject: 'В чате' })
  const stranger = await ticketOf(system, {
    channel: 'email',
    address: 'stranger@mail.example',
    subject: 'Чужое',
  })
  return {
    staff,
    second,
    ticketId: own.id,
    otherTicketId: other.id,
    chatTicketId: chat.id,
    requesterId: own.contactId,
    clientId,
    headId: person?.id ?? '',
    accountantId,
    strangerId: stranger.contactId,
  }
}
