import { z } from 'zod'
import { type ImapSettings, parseImapUrl } from './email/imap-settings.ts'
import type { WebhookSettings } from './platform/webhook-gateway.ts'
import { webhookSecret } from './platform/webhook-signature.ts'
import { readS3Url, type S3Location } from './storage/s3-store.ts'

export const roles = ['bot', 'mail', 'admin', 'worker'] as const
export type Role = (typeof roles)[number]

const hostPort = z.string().regex(/^.+:\d{1,5}$/, 'must look like host:port')
const url = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      try {
        return protocols.includes(new URL(value).protocol.replace(':', ''))
      } catch {
        return false
      }
    },
    `must be a URL starting with ${protocols.map((p) => `${p}://`).join(' or ')}`,
  )
const wholeNumber = (low: number, high: number) =>
  z.coerce
    .number(`must be a number from ${low} to ${high}`)
    .int('must be a whole number')
    .min(low, `must be at least ${low}`)
    .max(high, `must be at most ${high}`)

const environment = z.object({
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  DATA_DIR: z.string().default('./data'),
  ROLES: z
    .string()
    .default(roles.join(','))
    .transform((list) => list.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(roles, `must list roles out of ${roles.join(', ')}`)).min(1)),
  HTTP_HOST: z.string().default('127.0.0.1'),
  HTTP_PORT: wholeNumber(0, 65_535).default(8080),
  PUBLIC_URL: url('http', 'https').optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/, 'must look like 123456:ABC…, as @BotFather gives it')
    .optional(),
  TELEGRAM_API_ROOT: url('http', 'https').optional(),
  TELEGRAM_WEBHOOK_URL: url('https', 'http').optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{8,256}$/, 'must be 8 to 256 letters, digits, _ or -')
    .optional(),
  TELEGRAM_SENDS_PER_SECOND: wholeNumber(1, 10_000).default(30),
  TELEGRAM_STAFF_CHAT_ID: z
    .string()
    .regex(/^-?\d+$/, 'must be a chat number')
    .optional(),
  TELEGRAM_STAFF_FORUM: z.enum(['0', '1'], 'must be 1, or 0 for alerts alone').default('0'),
  SUPPORT_EMAIL: z.email('must be an e-mail address').default('support@kense.app'),
  SMTP_URL: url('smtp', 'smtps').optional(),
  IMAP_URL: url('imap', 'imaps').optional(),
  IMAP_ACCESS_TOKEN: z.string().optional(),
  IMAP_OAUTH_TOKEN_URL: url('https', 'http').optional(),
  IMAP_OAUTH_CLIENT_ID: z.string().optional(),
  IMAP_OAUTH_CLIENT_SECRET: z.string().optional(),
  IMAP_OAUTH_REFRESH_TOKEN: z.string().optional(),
  SMTP_LISTEN: hostPort.optional(),
  SMTP_MAX_MB: wholeNumber(1, 100).default(30),
  SMTP_TLS_CERT_FILE: z.string().optional(),
  SMTP_TLS_KEY_FILE: z.string().optional(),
  PLUS_ADDRESSES: z.enum(['on', 'off'], 'must be on or off').default('on'),
  DKIM_DOMAIN: z.string().optional(),
  DKIM_SELECTOR: z.string().optional(),
  DKIM_KEY_FILE: z.string().optional(),
  TRUSTED_AUTHSERV_ID: z
    .string()
    .regex(/^[\w.-]+$/, 'must be the name in Authentication-Results, such as mx.example.kz')
    .optional(),
  ATTACHMENTS_URL: url('file', 's3').optional(),
  SECRET_KEY: z.string().min(32, 'must be at least 32 characters').optional(),
  SECRET_KEY_PREVIOUS: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.string().min(32, 'must list keys of at least 32 characters')))
    .optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: url('http', 'https').optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_EMBEDDINGS_MODEL: z.string().optional(),
  OPENAI_TOKENS_PER_DAY: wholeNumber(0, 1_000_000_000).default(2_000_000),
  PLATFORM_API_KEY: z.string().min(32, 'must be at least 32 characters').optional(),
  PLATFORM_WEBHOOK_URL: url('https', 'http').optional(),
  PLATFORM_WEBHOOK_SECRET: z
    .string()
    .transform((list) => list.split(',').map((one) => webhookSecret(one.trim())))
    .pipe(
      z
        .array(z.custom<Buffer>(Buffer.isBuffer, 'must be whsec_ and 24 to 64 bytes in base64'))
        .max(2, 'must be one secret, or two while it changes'),
    )
    .optional(),
  COMPROMISE_UNVERIFIED: z.enum(['confirm', 'suspend'], 'must be confirm or suspend').optional(),
  INTAKE_QUIET_MS: wholeNumber(0, 600_000).default(6000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** Every variable, with what it is when unset. */
export function variables(): { name: string; unset: unknown }[] {
  const unset: Record<string, unknown> = environment.parse({})
  return Object.keys(environment.shape).map((name) => ({ name, unset: unset[name] }))
}

/** An OpenAI-compatible model that gives a second opinion. */
export type ModelSettings = {
  apiKey: string
  /** null: the vendor's own address. */
  baseUrl: string | null
  model: string
  /** Also finds FAQ articles by meaning; null: by words alone. */
  embeddingsModel: string | null
  tokensPerDay: number
}

export type Config = {
  databaseUrl: string | null
  dataDir: string
  roles: Role[]
  http: {
    host: string
    port: number
    /** null: this machine's own address. */
    publicUrl: string | null
  }
  telegram: {
    /** null: the sandbox emulator. */
    token: string | null
    apiRoot: string
    webhook: { url: string; secret: string } | null
    staffChatId: string | null
    /** The staff chat is a forum: one topic per ticket, where staff answer. */
    staffForum: boolean
    /** Telegram's limit for all chats together; higher where Telegram has granted more. */
    sendsPerSecond: number
  }
  mail: {
    supportAddress: string
    /** null: the sandbox mailbox. */
    smtpUrl: string | null
    imap: ImapSettings | null
    listen: { host: string; port: number } | null
    /** What the receiver takes at most, and its certificate for STARTTLS. */
    maxBytes: number
    tls: { certFile: string; keyFile: string } | null
    dkim: { domain: string; selector: string; keyFile: string } | null
    plusAddresses: boolean
    /** Whose `Authentication-Results` to believe; null: we check ourselves. */
    trustedAuthservId: string | null
  }
  /** null: a folder under `dataDir`. */
  attachments: { kind: 'file'; url: string } | { kind: 's3'; location: S3Location } | null
  secretKey: string | null
  /** Open what they once sealed, until `kense clients rotate` has sealed it anew. */
  previousSecretKeys: string[]
  /** null: the offline engine alone. */
  model: ModelSettings | null
  /** A key of the HTTP interface beside those of the panel; it may do everything. */
  platformApiKey: string | null
  /** Where kense.app is told at once; null: it reads the feed. */
  webhook: WebhookSettings | null
  /** Of the setting, until staff change it; null: the desk's own. */
  compromiseUnverified: 'confirm' | 'suspend' | null
  intakeQuietMs: number
  logLevel: string
}

/** All faults of the environment at once, each naming its variable. */
export class ConfigError extends Error {}

/** @throws ConfigError listing every bad variable. An empty variable counts as unset. */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)
  faults.push(...incomplete(given), ...imapFaults(given))
  const attachments = readAttachmentsUrl(given, faults)
  if (!parsed.success || faults.length > 0) throw new ConfigError([...new Set(faults)].join('\n'))
  const e = parsed.data
  const token = e.TELEGRAM_BOT_TOKEN ?? null
  const listen = e.SMTP_LISTEN ?? (e.IMAP_URL ? null : '127.0.0.1:2525')
  return {
    databaseUrl: e.DATABASE_URL ?? null,
    dataDir: e.DATA_DIR,
    roles: [...new Set(e.ROLES)],
    http: {
      host: e.HTTP_HOST,
      port: e.HTTP_PORT,
      publicUrl: e.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    },
    telegram: {
      token,
      apiRoot: e.TELEGRAM_API_ROOT ?? 'https://api.telegram.org',
      webhook:
        e.TELEGRAM_WEBHOOK_URL && e.TELEGRAM_WEBHOOK_SECRET
          ? { url: e.TELEGRAM_WEBHOOK_URL, secret: e.TELEGRAM_WEBHOOK_SECRET }
          : null,
      staffChatId: e.TELEGRAM_STAFF_CHAT_ID ?? null,
      staffForum: e.TELEGRAM_STAFF_FORUM === '1',
      sendsPerSecond: e.TELEGRAM_SENDS_PER_SECOND,
    },
    mail: {
      supportAddress: e.SUPPORT_EMAIL.toLowerCase(),
      smtpUrl: e.SMTP_URL ?? null,
      imap: e.IMAP_URL === undefined ? null : parseImapUrl(e.IMAP_URL, imapToken(given)),
      listen: listen === null ? null : splitHostPort(listen),
      plusAddresses: e.PLUS_ADDRESSES === 'on',
      maxBytes: e.SMTP_MAX_MB * 1024 * 1024,
      tls:
        e.SMTP_TLS_CERT_FILE && e.SMTP_TLS_KEY_FILE
          ? { certFile: e.SMTP_TLS_CERT_FILE, keyFile: e.SMTP_TLS_KEY_FILE }
          : null,
      dkim:
        e.DKIM_DOMAIN && e.DKIM_SELECTOR && e.DKIM_KEY_FILE
          ? { domain: e.DKIM_DOMAIN, selector: e.DKIM_SELECTOR, keyFile: e.DKIM_KEY_FILE }
          : null,
      trustedAuthservId: e.TRUSTED_AUTHSERV_ID ?? null,
    },
    attachments,
    secretKey: e.SECRET_KEY ?? null,
    previousSecretKeys: e.SECRET_KEY_PREVIOUS ?? [],
    model:
      e.OPENAI_API_KEY && e.OPENAI_MODEL
        ? {
            apiKey: e.OPENAI_API_KEY,
            baseUrl: e.OPENAI_BASE_URL ?? null,
            model: e.OPENAI_MODEL,
            embeddingsModel: e.OPENAI_EMBEDDINGS_MODEL ?? null,
            tokensPerDay: e.OPENAI_TOKENS_PER_DAY,
          }
        : null,
    platformApiKey: e.PLATFORM_API_KEY ?? null,
    webhook:
      e.PLATFORM_WEBHOOK_URL && e.PLATFORM_WEBHOOK_SECRET
        ? { url: e.PLATFORM_WEBHOOK_URL, secrets: e.PLATFORM_WEBHOOK_SECRET }
        : null,
    compromiseUnverified: e.COMPROMISE_UNVERIFIED ?? null,
    intakeQuietMs: e.INTAKE_QUIET_MS,
    logLevel: e.LOG_LEVEL,
  }
}

function readAttachmentsUrl(
  env: Record<string, string | undefined>,
  faults: string[],
): Config['attachments'] {
  const url = env.ATTACHMENTS_URL
  if (url?.startsWith('file:')) {
    if (/^file:\/\/\/|^file:\/[^/]/.test(url)) return { kind: 'file', url }
    faults.push('ATTACHMENTS_URL: must be a full path, such as file:///srv/kense/attachments')
  }
  if (!url?.startsWith('s3:') || !URL.canParse(url)) return null
  try {
    return { kind: 's3', location: readS3Url(url, env) }
  } catch (error) {
    faults.push(`ATTACHMENTS_URL: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

/** Variables that only make sense together. */
function incomplete(env: Record<string, string | undefined>): string[] {
  const sets = [
    ['TELEGRAM_WEBHOOK_URL', 'TELEGRAM_WEBHOOK_SECRET'],
    ['OPENAI_API_KEY', 'OPENAI_MODEL'],
    ['PLATFORM_WEBHOOK_URL', 'PLATFORM_WEBHOOK_SECRET'],
    ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE'],
    ['SMTP_TLS_CERT_FILE', 'SMTP_TLS_KEY_FILE'],
    ['IMAP_OAUTH_TOKEN_URL', 'IMAP_OAUTH_CLIENT_ID', 'IMAP_OAUTH_REFRESH_TOKEN'],
  ]
  const faults = sets.flatMap((names) =>
    names.some((name) => env[name])
      ? names.filter((name) => !env[name]).map((name) => `${name}: needed with ${names.join(', ')}`)
      : [],
  )
  if (env.TELEGRAM_WEBHOOK_URL && !env.TELEGRAM_BOT_TOKEN)
    faults.push('TELEGRAM_BOT_TOKEN: needed with TELEGRAM_WEBHOOK_URL')
  if (env.TELEGRAM_STAFF_FORUM === '1' && !env.TELEGRAM_STAFF_CHAT_ID)
    faults.push('TELEGRAM_STAFF_CHAT_ID: needed with TELEGRAM_STAFF_FORUM')
  return faults
}

type Env = Record<string, string | undefined>

function imapToken(env: Env): Parameters<typeof parseImapUrl>[1] {
  const {
    IMAP_ACCESS_TOKEN: accessToken,
    IMAP_OAUTH_TOKEN_URL: tokenUrl,
    IMAP_OAUTH_CLIENT_ID: clientId,
    IMAP_OAUTH_CLIENT_SECRET: clientSecret = null,
    IMAP_OAUTH_REFRESH_TOKEN: refreshToken,
  } = env
  if (tokenUrl && clientId && refreshToken) {
    return { kind: 'refresh-token', refresh: { tokenUrl, clientId, clientSecret, refreshToken } }
  }
  return accessToken ? { kind: 'access-token', accessToken } : null
}

function imapFaults(env: Env): string[] {
  if (env.IMAP_URL === undefined || !URL.canParse(env.IMAP_URL)) return []
  try {
    parseImapUrl(env.IMAP_URL, imapToken(env))
    return []
  } catch (error) {
    return [`IMAP_URL: ${error instanceof Error ? error.message : String(error)}`]
  }
}

function splitHostPort(value: string): { host: string; port: number } {
  const at = value.lastIndexOf(':')
  return { host: value.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(value.slice(at + 1)) }
}
