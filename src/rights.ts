import { type Ctx, deskRoles, requireStaff, type StaffActor, type StaffRole } from './context.ts'

const senior: readonly StaffRole[] = ['supervisor', 'admin']
const security: readonly StaffRole[] = ['supervisor', 'compromise-officer', 'admin']
const frontDesk: readonly StaffRole[] = ['operator', 'supervisor', 'compromise-officer', 'admin']

/** Who may do what with clients, their access and their tariffs; an auditor only reads. */
export const rights = {
  'clients.write': frontDesk,
  /** See a whole IIN, BIN or telephone number; every look is an audit row. */
  'clients.reveal': frontDesk,
  'clients.link': frontDesk,
  'clients.import': senior,
  'clients.merge': senior,
  /** Change a trusted contact while a compromise case is open (R25). */
  'clients.override_freeze': senior,
  'compromise.report': deskRoles,
  'compromise.decide': security,
  'access.suspend': security,
  'access.resume': security,
  'tariffs.write': senior,
  'tariffs.pay': frontDesk,
  /** See what the platform was told, and which keys there are. */
  'platform.read': [...security, 'auditor'],
  'platform.manage': ['admin'],
} as const satisfies Record<string, readonly StaffRole[]>

export type Right = keyof typeof rights

export function mayDo(role: StaffRole, right: Right): boolean {
  return (rights[right] as readonly StaffRole[]).includes(role)
}

/** @throws DomainError `forbidden` unless a member of staff with that right acts */
export function requireRight(ctx: Ctx, right: Right): StaffActor {
  return requireStaff(ctx, rights[right])
}
