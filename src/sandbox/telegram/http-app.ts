import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { ApiError } from './api-error.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Fault } from './faults.ts'
import { downloadLimitBytes, type FileStore } from './file-store.ts'
import { readParams } from './read-params.ts'

type AppOptions = {
  token: string | undefined
  dispatcher: Dispatcher
  files: FileStore
  /** Aborted when the sandbox closes; frees calls that hang on purpose. */
  closed: AbortSignal
}

/** `/bot<token>/<method>` and `/file/bot<token>/<path>`, mountable under any prefix. */
export function createHttpApp(options: AppOptions): Hono {
  const app = new Hono()
  const isKnown = (bot: string) => options.token === undefined || bot === `bot${options.token}`

  app.on(['GET', 'POST'], '/:bot{bot[^/]+}/:method', async (c) => {
    const method = c.req.param('method')
    if (!isKnown(c.req.param('bot'))) return failure(new ApiError(401, 'Unauthorized'))
    const { dispatcher } = options
    const latencyMs = dispatcher.faults.latencyMs(method)
    if (latencyMs > 0) await pause(latencyMs, options.closed)
    const fault = dispatcher.faults.take(method)
    const early = fault && (await failBefore(c, fault, options.closed))
    if (early) return early
    const response = await answer(c, dispatcher, method)
    return fault?.kind === 'drop' ? breakSocket(c) : response
  })

  app.get('/file/:bot{bot[^/]+}/:path{.+}', (c) => {
    if (!isKnown(c.req.param('bot'))) return failure(new ApiError(401, 'Unauthorized'))
    const file = options.files.byPath(c.req.param('path'))
    if (!file?.bytes || file.size > downloadLimitBytes)
      return failure(new ApiError(404, 'Not Found'))
    return c.body(new Uint8Array(file.bytes), 200, { 'content-type': 'application/octet-stream' })
  })

  app.notFound(() => failure(new ApiError(404, 'Not Found')))
  return app
}

async function answer(c: Context, dispatcher: Dispatcher, method: string): Promise<Response> {
  try {
    const params = await readParams(c.req)
    const isPoll = method.toLowerCase() === 'getupdates'
    const signal = isPoll ? c.req.raw.signal : undefined
    return c.json(await dispatcher.call(method, params, 'http', signal))
  } catch (error) {
    if (error instanceof ApiError) return failure(error)
    throw error
  }
}

function failure(error: ApiError): Response {
  const headers = { 'content-type': 'application/json' }
  const body = {
    ok: false,
    error_code: error.code,
    description: error.description,
    ...(error.parameters ? { parameters: error.parameters } : {}),
  }
  return new Response(JSON.stringify(body), { status: error.code, headers })
}

/** The response of a fault that strikes before the call takes effect, if this is one. */
async function failBefore(c: Context, fault: Fault, closed: AbortSignal): Promise<Response | null> {
  switch (fault.kind) {
    case 'retry-after': {
      const description = `Too Many Requests: retry after ${fault.seconds}`
      return failure(new ApiError(429, description, { retry_after: fault.seconds }))
    }
    case 'error':
      return failure(new ApiError(fault.code, fault.description))
    case 'server-error':
      return failure(new ApiError(500, 'Internal Server Error'))
    case 'garbage':
      return c.html('<html><body><h1>502 Bad Gateway</h1></body></html>', 502)
    case 'hang':
      await untilAborted(AbortSignal.any([closed, c.req.raw.signal]))
      return breakSocket(c)
    case 'drop-before':
      return breakSocket(c)
    case 'drop':
      return null
  }
}

/** Closes the connection without an answer; without a real socket, breaks off the body instead. */
function breakSocket(c: Context): Response {
  const bindings: Partial<HttpBindings> | undefined = c.env
  const socket = bindings?.incoming?.socket
  if (socket) {
    socket.destroy()
    return RESPONSE_ALREADY_SENT
  }
  const body = new ReadableStream({
    start: (controller) => controller.error(new Error('connection dropped by the sandbox')),
  })
  return new Response(body)
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function pause(delayMs: number, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      closed.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, delayMs)
    closed.addEventListener('abort', done)
  })
}
