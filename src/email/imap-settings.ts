/** An OAuth2 refresh token and where to change it for access tokens (RFC 6749, 6). */
export type OAuthRefresh = {
  tokenUrl: string
  clientId: string
  /** Public clients have none. */
  clientSecret: string | null
  refreshToken: string
}

export type ImapCredential =
  | { kind: 'password'; password: string }
  | { kind: 'access-token'; accessToken: string }
  | { kind: 'refresh-token'; refresh: OAuthRefresh }

export type ImapSettings = {
  host: string
  port: number
  /** TLS from the first byte; without it STARTTLS is required, except on this machine. */
  secure: boolean
  user: string
  mailbox: string
  /** Where handled mail goes; null leaves it in place, marked as read. */
  moveTo: string | null
  credential: ImapCredential
}

/**
 * Reads `imaps://user:password@host:993/INBOX?move=Done`; the password may be left out when `token` is given.
 * @throws Error saying what is wrong, without the secret
 */
export function parseImapUrl(
  url: string,
  token: Exclude<ImapCredential, { kind: 'password' }> | null,
): ImapSettings {
  const parsed = new URL(url)
  const user = decodeURIComponent(parsed.username)
  const password = decodeURIComponent(parsed.password)
  if (user === '') throw new Error('must name a user: imaps://user:password@host/INBOX')
  if (password === '' && token === null) {
    throw new Error('must hold a password, or set IMAP_ACCESS_TOKEN or the IMAP_OAUTH variables')
  }
  const unknown = [...parsed.searchParams.keys()].find((name) => name !== 'move')
  if (unknown !== undefined) throw new Error(`knows no option ${unknown}, only move`)
  const secure = parsed.protocol === 'imaps:'
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? (secure ? 993 : 143) : Number(parsed.port),
    secure,
    user,
    mailbox: decodeURIComponent(parsed.pathname.slice(1)) || 'INBOX',
    moveTo: parsed.searchParams.get('move') || null,
    credential: token ?? { kind: 'password', password },
  }
}

/** What a mailbox is called in the database and in alerts: never with a secret. */
export function mailboxName(settings: ImapSettings): string {
  return `${settings.user}@${settings.host}:${settings.port}/${settings.mailbox}`
}
