type Result = 'pass' | 'fail' | 'none' | 'error'

/** What SPF, DKIM and DMARC say of one mail. */
export type AuthFacts = {
  spf: Result
  dkim: Result
  /** DMARC includes alignment with the visible sender (RFC 7489, 3.1). */
  dmarc: Result
  /** The domain DMARC spoke about, '' when it could not tell. */
  fromDomain: string
  source: 'own_check' | 'trusted_header' | 'none'
}

/** How sure it is that the visible sender wrote a mail. */
export type Assurance = {
  level: 'verified' | 'claimed' | 'unknown'
  reason:
    | 'dmarc_pass'
    | 'address_not_trusted'
    | 'not_authenticated'
    | 'dmarc_failed'
    | 'no_dmarc_policy'
    | 'dns_trouble'
    | 'domain_mismatch'
    | 'original_cut'
    | 'address_unknown'
    | 'no_sender'
}

export type SmtpPeer = { ip: string; helo: string; mailFrom: string }
export type DnsResolve = (name: string, type: string) => Promise<unknown>

export const noAuthFacts: AuthFacts = {
  spf: 'none',
  dkim: 'none',
  dmarc: 'none',
  fromDomain: '',
  source: 'none',
}

/**
 * Checks SPF, DKIM and DMARC ourselves. Never throws: what cannot be checked is `error`.
 * @param peer who delivered the mail by SMTP; null for a mailbox, where SPF cannot be checked
 * @param resolve DNS with the signature of `dns.promises.resolve`
 */
export async function authenticateMail(
  raw: Buffer,
  peer: SmtpPeer | null,
  resolve: DnsResolve,
  mta: string,
): Promise<AuthFacts> {
  try {
    // Large, and not needed where nobody may be asked.
    const { authenticate } = await import('mailauth')
    const result = await authenticate(raw, {
      ...(peer ? { ip: peer.ip, helo: peer.helo, sender: peer.mailFrom } : {}),
      mta,
      resolver: resolve as never,
      disableArc: true,
      disableBimi: true,
    })
    const dkim = result.dkim.results.map(({ status }) =>
      // A signature whose body was changed is `neutral` to the checker; it proves nothing either way.
      status.result === 'neutral' ? 'fail' : toResult(status.result),
    )
    const dmarc = result.dmarc || null
    return {
      spf: peer && result.spf ? toResult(result.spf.status.result) : 'none',
      dkim: dkim.includes('pass') ? 'pass' : (dkim.find((r) => r !== 'none') ?? 'none'),
      dmarc: dmarc ? toResult(dmarc.status.result) : 'none',
      fromDomain: (dmarc?.status.header?.from ?? '').toLowerCase(),
      source: 'own_check',
    }
  } catch {
    // A signature that makes the checker fail proves nothing, and must not stop the mail.
    return { ...noAuthFacts, dmarc: 'error', source: 'own_check' }
  }
}

function toResult(result: string | undefined): Result {
  if (result === 'pass') return 'pass'
  if (result === undefined || /^(none|neutral)$/.test(result)) return 'none'
  return /^(temp|perm)error$/.test(result) ? 'error' : 'fail'
}

/**
 * Reads the topmost `Authentication-Results` (RFC 8601) when it carries the trusted name; anything
 * below it may have come with the mail.
 */
export function readAuthenticationResults(
  headers: ReadonlyMap<string, readonly string[]>,
  trustedId: string,
): AuthFacts {
  const top = headers.get('authentication-results')?.[0] ?? ''
  const plain = top.replace(/\([^()]*\)/g, ' ')
  const id = /^\s*"?([^\s;"]+)"?/.exec(plain)?.[1]?.toLowerCase()
  if (trustedId === '' || id !== trustedId.toLowerCase()) return noAuthFacts
  const method = (name: string) => [
    ...plain.matchAll(new RegExp(`;\\s*${name}\\s*=\\s*(\\w+)([^;]*)`, 'gi')),
  ]
  const results = (name: string) =>
    method(name).map(([, result]) => toResult(result?.toLowerCase()))
  const dkim = results('dkim')
  const from = /header\.from\s*=\s*"?(?:[^\s;"@]*@)?([^\s;"]+)/i.exec(method('dmarc')[0]?.[2] ?? '')
  return {
    spf: results('spf')[0] ?? 'none',
    dkim: dkim.includes('pass') ? 'pass' : (dkim[0] ?? 'none'),
    dmarc: results('dmarc')[0] ?? 'none',
    fromDomain: (from?.[1] ?? '').toLowerCase(),
    source: 'trusted_header',
  }
}

/**
 * How far a mail may be believed to come from its visible sender.
 * @param contact what the address is to us: a contact's confirmed one, merely seen, or new
 */
export function decideAssurance(
  facts: AuthFacts,
  from: string | null,
  contact: 'trusted' | 'known' | null,
): Assurance {
  if (from === null || !from.includes('@')) return { level: 'unknown', reason: 'no_sender' }
  if (contact === null) return { level: 'unknown', reason: 'address_unknown' }
  if (facts.dmarc === 'error') return { level: 'claimed', reason: 'dns_trouble' }
  if (facts.dmarc === 'fail') {
    // Unsigned, and out of a mailbox, where SPF cannot be checked: nothing was there to pass or fail.
    const silent = facts.source === 'own_check' && facts.dkim === 'none' && facts.spf === 'none'
    return { level: 'claimed', reason: silent ? 'not_authenticated' : 'dmarc_failed' }
  }
  if (facts.dmarc === 'none') {
    const signed = facts.dkim === 'pass' || facts.spf === 'pass'
    return { level: 'claimed', reason: signed ? 'no_dmarc_policy' : 'not_authenticated' }
  }
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase()
  if (facts.fromDomain !== domain) return { level: 'claimed', reason: 'domain_mismatch' }
  if (contact !== 'trusted') return { level: 'claimed', reason: 'address_not_trusted' }
  return { level: 'verified', reason: 'dmarc_pass' }
}
