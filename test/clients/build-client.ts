import { type CreateClientInput, createClient } from '../../src/clients/create-client.ts'
import { actingAs, type Ctx, type StaffRole } from '../../src/context.ts'
import { type Identity, identifySender, type Sender } from '../../src/people/identify-sender.ts'
import { addStaff } from '../../src/staff/add-staff.ts'

export const head = {
  name: 'Айгерим Сатпаева',
  role: 'first_head',
  iin: '750615100006',
  phone: '+77010000001',
  email: 'head@firm.example',
} as const

let staffCount = 0

/** A member of staff with that role, and a context acting as him, both factors proved. */
export async function staffCtx(ctx: Ctx, role: StaffRole): Promise<Ctx> {
  staffCount += 1
  const system = actingAs(ctx, { kind: 'system', name: 'test' })
  const { staffId } = await addStaff(system, {
    email: `${role}${staffCount}@kense.example`,
    name: `Сотрудник ${staffCount}`,
    role,
    password: 'correct horse battery',
  })
  return actingAs(ctx, { kind: 'staff', staffId, role, secondFactor: true })
}

/** A company with its first head; his addresses are the trusted ones. */
export async function buildClient(operator: Ctx, overrides: Partial<CreateClientInput> = {}) {
  return createClient(operator, {
    kind: 'legal_entity',
    name: 'ТОО «Ромашка»',
    number: '991240000003',
    person: head,
    ...overrides,
  })
}

export function buildIdentity(ctx: Ctx, sender: Partial<Sender> = {}): Promise<Identity> {
  return ctx.db.transaction((tx) =>
    identifySender(
      ctx,
      tx,
      { channel: 'telegram', address: '1001', displayName: 'Незнакомец', ...sender },
      'ru',
    ),
  )
}

/** The same context acting as the person behind an address. */
export function asOwner(ctx: Ctx, { contactId }: Identity): Ctx {
  return actingAs(ctx, { kind: 'customer', contactId })
}
