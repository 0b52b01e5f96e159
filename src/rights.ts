import { type Ctx, deskRoles, requireStaff, type StaffActor, type StaffRole } from './context.ts'
import { DomainError } from './errors.ts'

const senior: readonly StaffRole[] = ['supervisor', 'admin']
const security: readonly StaffRole[] = ['supervisor', 'compromise-officer', 'admin']
const frontDesk: readonly StaffRole[] = ['operator', 'supervisor', 'compromise-officer', 'admin']

/** Who may do what: the one table of permissions. An auditor only reads. */
export const rights = {
  'tickets.work': deskRoles,
  'faq.write': deskRoles,
  'faq.publish': senior,
  'incidents.write': ['engineer', 'supervisor', 'admin'],
  'calendar.write': senior,
  'limits.write': senior,
  'triage.write': senior,
  'clients.write': frontDesk,
  /** See a whole IIN, BIN or telephone number; every look is an audit row. */
  'clients.reveal': frontDesk,
  'clients.link': frontDesk,
  'clients.import': senior,
  'clients.merge': senior,
  /** Change a trusted contact while a compromise case is open (R25). */
  'clients.override_freeze': senior,
  'compromise.report': deskRoles,
  /** Take a notice in hand; closes nothing. */
  'compromise.acknowledge': security,
  'compromise.decide': security,
  /** Rehearse on a made-up client. */
  'compromise.drill': security,
  'compromise.evidence': [...security, 'auditor'],
  'access.suspend': security,
  'access.resume': security,
  /** Mark a request as a report of abuse or of a weakness. */
  'abuse.file': deskRoles,
  /** See such reports, their words, materials and reporters (R39, R41). */
  'abuse.read': [...security, 'auditor'],
  'abuse.decide': security,
  'tariffs.write': senior,
  'tariffs.pay': frontDesk,
  /** See what the platform was told, and which keys there are. */
  'platform.read': [...security, 'auditor'],
  'platform.manage': ['admin'],
  'settings.write': senior,
  'staff.manage': ['admin'],
  'staff.reset_totp': ['admin'],
} as const satisfies Record<string, readonly StaffRole[]>

export type Right = keyof typeof rights

export function mayDo(role: StaffRole, right: Right): boolean {
  return (rights[right] as readonly StaffRole[]).includes(role)
}

/** Rights that a stolen password must not be enough for: they ask for a code of the authenticator app (RFC 6238). */
export const strongRights: readonly Right[] = [
  'compromise.decide',
  'access.suspend',
  'access.resume',
  'platform.manage',
  'staff.reset_totp',
]

/**
 * @throws DomainError `forbidden` unless a member of staff with that right acts, who has proved his second
 *   factor where the right asks for it
 */
export function requireRight(ctx: Ctx, right: Right): StaffActor {
  const actor = requireStaff(ctx, rights[right])
  if (strongRights.includes(right) && !actor.secondFactor) {
    throw new DomainError('forbidden', 'secondFactorNeeded')
  }
  return actor
}
