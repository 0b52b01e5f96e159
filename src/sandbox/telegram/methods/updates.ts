import { badRequest, conflict } from '../api-error.ts'
import type { SandboxCore } from '../core.ts'
import type { Params } from '../params.ts'
import { type CallContext, Described, type MethodTable } from './method.ts'

const webhookActive =
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

function getUpdates(core: SandboxCore, params: Params, { webhook, signal }: CallContext) {
  if (webhook.url !== '') throw conflict(webhookActive)
  core.updates.setAllowed(params.list('allowed_updates'))
  const limit = params.number('limit') ?? 100
  const timeoutSeconds = Math.min(Math.max(params.number('timeout') ?? 0, 0), 50)
  return core.updates.poll(
    params.number('offset') ?? 0,
    limit >= 1 && limit <= 100 ? limit : 100,
    timeoutSeconds * 1000,
    signal,
  )
}

function setWebhook(core: SandboxCore, params: Params, { webhook }: CallContext): Described {
  const url = params.string('url')?.trim() ?? ''
  if (url === '') return deleteWebhook(core, params, { webhook, signal: undefined })
  webhook.requireUrl(url)
  const secret = params.string('secret_token') ?? ''
  if (secret !== '' && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
    throw badRequest('secret token contains unallowed characters')
  }
  core.updates.setAllowed(params.list('allowed_updates'))
  if (params.bool('drop_pending_updates')) core.updates.clear()
  core.updates.abortPoll('terminated by setWebhook request')
  const wasSet = webhook.url === url && webhook.secret === secret
  webhook.start(url, secret, params.number('max_connections') ?? 40)
  return new Described(wasSet ? 'Webhook is already set' : 'Webhook was set')
}

function deleteWebhook(core: SandboxCore, params: Params, { webhook }: CallContext): Described {
  if (params.bool('drop_pending_updates')) core.updates.clear()
  const wasSet = webhook.url !== ''
  webhook.stop()
  return new Described(wasSet ? 'Webhook was deleted' : 'Webhook is already deleted')
}

function getWebhookInfo(core: SandboxCore, _params: Params, { webhook }: CallContext) {
  const allowed = core.updates.allowedUpdates
  return {
    url: webhook.url,
    has_custom_certificate: false,
    pending_update_count: core.updates.size,
    ...(webhook.lastError
      ? {
          last_error_date: webhook.lastError.date,
          last_error_message: webhook.lastError.message,
        }
      : {}),
    ...(webhook.url === '' ? {} : { max_connections: webhook.maxConnections }),
    ...(allowed.length > 0 ? { allowed_updates: allowed } : {}),
  }
}

export const updateMethods: MethodTable = {
  getMe: (core) => core.bot,
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
}
