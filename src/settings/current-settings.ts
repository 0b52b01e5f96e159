import type { Database, Transaction } from '../../db/client.ts'
import { setting } from '../../db/schema/catalogue.ts'
import { defaultSettings, type SettingKey, Settings, settingKeys } from './settings.ts'

/** How long another process may still see the values before a change. */
const freshMs = 5000

const known = new WeakMap<Database, { readAt: number; settings: Promise<Settings> }>()

/** The settings in force: read once in five seconds, so that every message may ask. */
export function currentSettings(db: Database): Promise<Settings> {
  const now = performance.now()
  const last = known.get(db)
  if (last && now - last.readAt < freshMs) return last.settings
  const settings = readSettings(db)
  known.set(db, { readAt: now, settings })
  settings.catch(() => known.delete(db))
  return settings
}

/** After a change of one's own: the next reader sees it at once. */
export function forgetSettings(db: Database): void {
  known.delete(db)
}

/** Where the environment's value of a setting lies, under the one that staff give. */
export const defaultKey = (key: SettingKey) => `default:${key}`

/** Straight from the table. A value that no longer fits its key counts as never changed. */
export async function readSettings(db: Pick<Database | Transaction, 'select'>): Promise<Settings> {
  const rows = await db.select().from(setting)
  const stored = new Map(rows.map((row) => [row.key, row.value]))
  return Object.fromEntries(
    settingKeys.map((key) => {
      const own = Settings.shape[key].safeParse(stored.get(key))
      if (own.success) return [key, own.data]
      const given = Settings.shape[key].safeParse(stored.get(defaultKey(key)))
      return [key, given.success ? given.data : defaultSettings[key]]
    }),
  ) as Record<SettingKey, unknown> as Settings
}
