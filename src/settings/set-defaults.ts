import { eq } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { setting } from '../../db/schema/catalogue.ts'
import { defaultKey, forgetSettings } from './current-settings.ts'
import type { Settings } from './settings.ts'

/** What the environment says a setting is until staff change it; null where it says nothing (any more). */
export async function setDefaults(
  db: Database,
  given: { [K in keyof Settings]?: Settings[K] | null },
  now: Date,
): Promise<void> {
  for (const [name, value] of Object.entries(given)) {
    const key = defaultKey(name as keyof Settings)
    if (value === null) {
      await db.delete(setting).where(eq(setting.key, key))
      continue
    }
    const row = { value, updatedAt: now }
    await db
      .insert(setting)
      .values({ key, ...row })
      .onConflictDoUpdate({ target: setting.key, set: row })
  }
  forgetSettings(db)
}
