import { createServer } from 'node:http'
import { Api, HttpError } from 'grammy'
import { expect, test } from 'vitest'
import { portOf } from '../test/flows/ports.ts'
import { withinTime } from './time-limit.ts'

test('a call that hangs is ended, a request for news waits on', async () => {
  const news = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    if (!request.url?.endsWith('/getUpdates')) return
    void news.promise.then(() => response.end('{"ok":true,"result":[]}'))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const api = new Api('1:test', { apiRoot: `http://127.0.0.1:${portOf(server)}` })
  api.config.use(withinTime(20))
  const polling = api.getUpdates({ timeout: 60 })
  await expect(api.sendMessage(1, 'Здравствуйте')).rejects.toThrow(HttpError)
  news.resolve()
  expect(await polling).toEqual([])
  server.closeAllConnections()
  server.close()
})

test('whoever asked for an end is heard first', async () => {
  const given = AbortSignal.abort('stopping')
  let seen: unknown
  const call = async (_method: string, _payload: unknown, signal?: { reason?: unknown }) => {
    seen = signal?.reason
    return { ok: true as const, result: true }
  }
  await withinTime()(call as never, 'getMe', {} as never, given as never)
  expect(seen).toBe('stopping')
})
