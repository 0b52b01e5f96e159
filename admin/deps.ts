import type { Ctx } from '../src/context.ts'
import type { MailSettings } from '../src/email/mail-settings.ts'
import type { LiveHub } from '../src/live/hub.ts'
import type { StaffSession } from '../src/staff/session.ts'

type AdminConfig = {
  /** Base of links and the one origin forms may come from; `https` makes cookies secure. */
  publicUrl: string
  /** Signs rating links and form tokens. */
  secretKey: string
  supportAddress: string
  /** `https://t.me/…` of the bot, when there is one to link to. */
  telegramUrl?: string
  /** Where kense.app is told, and with how many secrets. */
  webhook?: { url: string; secrets: number }
}

type Health = { ok: boolean; checks: Record<string, string> }

export type AdminDeps = {
  /** Its actor is replaced for every request. */
  ctx: Ctx
  hub: LiveHub
  config: AdminConfig
  attachments: {
    open: (sha256: string) => Promise<Buffer | null>
    put: (bytes: Buffer) => Promise<string>
    remove: (sha256: string) => Promise<void>
  }
  /** What a kept mail is taken with once more. */
  mail: MailSettings
  health: () => Promise<Health>
  /** Prometheus text. */
  metrics: () => Promise<string>
}

/** What the middleware leaves for the routes. */
export type DeskEnv = {
  Variables: {
    session: StaffSession
    /** Acting as the signed-in member of staff. */
    ctx: Ctx
    /** Goes into every form of the desk. */
    csrf: string
  }
}
