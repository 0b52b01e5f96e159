import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { setting } from '../../db/schema/catalogue.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff, type StaffRole } from '../context.ts'
import { rights } from '../rights.ts'
import { forgetSettings, readSettings } from './current-settings.ts'
import { Settings, settingKeys } from './settings.ts'

export const settingsRoles: readonly StaffRole[] = rights['settings.write']

export const UpdateSettingsInput = Settings.partial()
export type UpdateSettingsInput = z.input<typeof UpdateSettingsInput>

/** Changes the given settings and leaves the others; what is the same already is no change. */
export async function updateSettings(ctx: Ctx, input: UpdateSettingsInput): Promise<Settings> {
  requireStaff(ctx, settingsRoles)
  const given = UpdateSettingsInput.parse(input)
  const after = await inTx(ctx, async (tx) => {
    await tx.execute(sql`lock table ${setting} in share row exclusive mode`)
    const before = await readSettings(tx)
    const changed = settingKeys.filter(
      (key) => given[key] !== undefined && given[key] !== before[key],
    )
    if (changed.length === 0) return before
    for (const key of changed) {
      const row = { value: given[key], updatedAt: ctx.now() }
      await tx
        .insert(setting)
        .values({ key, ...row })
        .onConflictDoUpdate({ target: setting.key, set: row })
    }
    await appendAudit(ctx, tx, {
      chain: 'settings',
      action: 'settings.changed',
      data: Object.fromEntries(
        changed.map((key) => [key, { from: before[key], to: given[key] ?? null }]),
      ),
    })
    return { ...before, ...given } as Settings
  })
  forgetSettings(ctx.db)
  return after
}
