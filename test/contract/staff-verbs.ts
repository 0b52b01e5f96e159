import { sql } from 'drizzle-orm'
import { staff, staffRecoveryCode, staffSession, staffTotp } from '../../db/schema/people.ts'
import { staffAbsence } from '../../db/schema/staff-work.ts'
import { updateSettings } from '../../src/settings/update-settings.ts'
import { addStaff } from '../../src/staff/add-staff.ts'
import { announceAbsence } from '../../src/staff/announce-absence.ts'
import { changePassword } from '../../src/staff/change-password.ts'
import { changeStaff } from '../../src/staff/change-staff.ts'
import { confirmTotp } from '../../src/staff/confirm-totp.ts'
import { endAbsence } from '../../src/staff/end-absence.ts'
import { inviteStaff } from '../../src/staff/invite-staff.ts'
import { passSecondFactor } from '../../src/staff/pass-second-factor.ts'
import { renewRecovery } from '../../src/staff/renew-recovery.ts'
import { resetTotp } from '../../src/staff/reset-totp.ts'
import { setWork } from '../../src/staff/set-work.ts'
import { signOutEverywhere } from '../../src/staff/sign-out-everywhere.ts'
import { startTotp } from '../../src/staff/start-totp.ts'
import { newTotpSecret, totpCode } from '../../src/staff/totp.ts'
import { createStaffLink } from '../../src/staff-chat/link-staff.ts'
import { unlinkStaffTelegram } from '../../src/staff-chat/unlink-staff.ts'
import { type Acting, type Verb, verb } from './verb.ts'
import { allRoles, password } from './world.ts'

const network = '192.0.2.9'

const absenceOf = (staffId: string) => ({
  staffId,
  kind: 'vacation' as const,
  from: '2026-12-01T09:00',
  to: '2026-12-08T18:00',
  handOver: 'keep' as const,
  toStaffId: null,
  note: '',
})

/** A secret that every member of staff shares, confirmed or not, and its present code. */
async function withTotp(a: Acting, confirmed: boolean): Promise<string> {
  const secret = newTotpSecret()
  for (const { staffId } of Object.values(a.world.staff)) {
    await a.system.db.insert(staffTotp).values({
      staffId,
      secretSealed: a.system.vault.seal(secret, `totp:${staffId}`),
      confirmedAt: confirmed ? a.system.now() : null,
      createdAt: a.system.now(),
    })
  }
  return totpCode(secret, a.system.now())
}

async function withSessions(a: Acting): Promise<void> {
  for (const { staffId } of Object.values(a.world.staff)) {
    await a.system.db.insert(staffSession).values({
      tokenHash: staffId,
      staffId,
      createdAt: a.system.now(),
      expiresAt: new Date(a.system.now().getTime() + 3_600_000),
    })
  }
}

/** Accounts, the second factor, and settings. */
export const staffVerbs: Verb[] = [
  verb('staff/add-staff', addStaff, {
    may: 'staff.manage',
    also: ['system'],
    input: () => ({ email: 'new@kense.example', name: 'Новый', role: 'operator', password }),
    again: 'refused',
  }),
  verb('staff/invite-staff', inviteStaff, {
    may: 'staff.manage',
    input: () => ({ role: 'operator' }),
    again: 'anew',
  }),
  verb('staff/change-staff', changeStaff, {
    may: 'staff.manage',
    input: ({ world }) => ({
      staffId: world.staff.operator.staffId,
      role: 'engineer',
      disabled: false,
    }),
    again: 'nothing',
  }),
  verb('staff/announce-absence', announceAbsence, {
    may: ['supervisor', 'admin'],
    input: ({ world }) => absenceOf(world.second.staffId),
    again: 'anew',
  }),
  verb('staff/end-absence', endAbsence, {
    may: ['supervisor', 'admin'],
    input: async (a) => {
      await announceAbsence(a.as('admin'), absenceOf(a.world.second.staffId))
      const [row] = await a.system.db.select({ id: staffAbsence.id }).from(staffAbsence)
      return { absenceId: row?.id ?? '' }
    },
    again: 'refused',
  }),
  verb('staff/set-work', setWork, {
    may: ['supervisor', 'admin'],
    input: ({ world }) => ({
      staffId: world.second.staffId,
      skills: [],
      week: null,
      takesTickets: true,
    }),
    again: 'anew',
  }),
  verb('staff/change-password', changePassword, {
    may: allRoles,
    input: () => ({ current: password, password: 'another long phrase', tokenHash: '', network }),
    again: 'refused',
  }),
  verb('staff/start-totp', startTotp, {
    may: allRoles,
    input: () => ({ password, network }),
    again: 'anew',
  }),
  verb('staff/confirm-totp', confirmTotp, {
    may: allRoles,
    input: async (a) => ({ code: await withTotp(a, false), tokenHash: '' }),
    again: 'refused',
  }),
  verb('staff/pass-second-factor', passSecondFactor, {
    may: allRoles,
    input: async (a) => ({ code: await withTotp(a, true), tokenHash: '', network }),
    again: 'refused',
  }),
  verb('staff/renew-recovery', renewRecovery, {
    may: allRoles,
    input: async (a) => {
      await withTotp(a, true)
      return {}
    },
    bad: null,
    again: 'anew',
  }),
  verb('staff/reset-totp', resetTotp, {
    may: 'staff.reset_totp',
    also: ['system'],
    input: async (a) => {
      await withTotp(a, true)
      const { staffId } = a.world.second
      const createdAt = a.system.now()
      const sealed = { secretSealed: a.system.vault.seal(newTotpSecret(), `totp:${staffId}`) }
      await a.system.db.insert(staffTotp).values({ staffId, ...sealed, createdAt })
      await a.system.db.insert(staffRecoveryCode).values({ codeHash: 'x', staffId, createdAt })
      return { staffId }
    },
    again: 'nothing',
  }),
  verb('staff/sign-out-everywhere', signOutEverywhere, {
    may: allRoles,
    input: async (a) => {
      await withSessions(a)
    },
    bad: null,
    again: 'nothing',
  }),
  verb('staff-chat/link-staff', createStaffLink, {
    may: 'staff.manage',
    also: ['system'],
    input: ({ world }) => ({ staffId: world.second.staffId }),
    bad: { staffId: '00000000-0000-4000-8000-000000000000' },
    again: 'anew',
  }),
  verb('staff-chat/unlink-staff', unlinkStaffTelegram, {
    may: allRoles,
    input: async (a) => {
      await a.system.db.update(staff).set({ telegramUserId: sql`'7' || ${staff.id}` })
    },
    bad: null,
    again: 'nothing',
  }),
  verb('settings/update-settings', updateSettings, {
    may: 'settings.write',
    input: () => ({ autoCloseDays: '9' }),
    bad: { autoCloseDays: 'many' },
    again: 'nothing',
  }),
]
