import { GatewayError } from '../errors.ts'
import type { WebhookGateway } from './deliver-webhook.ts'
import { signedHeaders } from './webhook-signature.ts'

export type WebhookSettings = {
  url: string
  /** The present secret first, then the one it takes the place of. */
  secrets: readonly Buffer[]
}

const answerLimitMs = 10_000

/** Posts an event; only a 2xx counts as taken, and no redirect is followed with a client's data. */
export function webhookGateway(settings: WebhookSettings, now: () => Date): WebhookGateway {
  return async (event) => {
    const body = JSON.stringify(event)
    const response = await fetch(settings.url, {
      method: 'POST',
      headers: signedHeaders(settings.secrets, { id: event.id, at: now(), body }),
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerLimitMs),
    }).catch((error: Error) => {
      const { cause } = error as { cause?: { code?: string } }
      throw new GatewayError(cause?.code ?? error.name, { retryable: true })
    })
    await response.body?.cancel()
    if (!response.ok) throw new GatewayError(`HTTP ${response.status}`, { retryable: true })
  }
}
