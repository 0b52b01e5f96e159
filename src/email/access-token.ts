import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import type { OAuthRefresh } from './imap-settings.ts'

const Answer = z.object({ access_token: z.string().min(1), expires_in: z.number().optional() })

const defaultLifeSeconds = 3600
/** A token is changed this long before its end, so that a login in progress does not meet it. */
const marginSeconds = 120

/** Hands out access tokens, asking for a new one when the last is about to end (RFC 6749, 6). */
export function accessTokens(refresh: OAuthRefresh, now: () => Date): () => Promise<string> {
  let token = ''
  let goodUntil = 0
  return async () => {
    if (now().getTime() < goodUntil) return token
    const answer = await askForToken(refresh)
    token = answer.access_token
    const lifeSeconds = (answer.expires_in ?? defaultLifeSeconds) - marginSeconds
    goodUntil = now().getTime() + lifeSeconds * 1000
    return token
  }
}

async function askForToken(refresh: OAuthRefresh): Promise<z.infer<typeof Answer>> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: refresh.clientId,
    refresh_token: refresh.refreshToken,
  })
  if (refresh.clientSecret !== null) form.set('client_secret', refresh.clientSecret)
  try {
    const response = await fetch(refresh.tokenUrl, {
      method: 'POST',
      body: form,
      signal: AbortSignal.timeout(20_000),
    })
    if (!response.ok) throw new Error(`status ${response.status}`)
    return Answer.parse(await response.json())
  } catch (error) {
    throw new GatewayError('no access token for the mailbox', { retryable: true, cause: error })
  }
}
