import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type S3Server = {
  endpoint: string
  /** Path → bytes. */
  objects: Map<string, Buffer>
  /** The next answers are this status instead. */
  failNext: (status: number, times: number) => void
  close: () => Promise<void>
}

/** A small S3 that checks Signature Version 4 and the hash of the body as the real one does. */
export async function startS3(keys: { id: string; secret: string }): Promise<S3Server> {
  const objects = new Map<string, Buffer>()
  const failing = { status: 0, times: 0 }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const answer = (status: number, bytes: Buffer = Buffer.alloc(0)) =>
      response.writeHead(status).end(bytes)
    if (failing.times > 0) {
      failing.times -= 1
      return answer(failing.status)
    }
    if (!isSigned(request, body, keys)) return answer(403)
    const path = request.url ?? ''
    if (request.method === 'PUT') {
      objects.set(path, body)
      return answer(200)
    }
    const found = objects.get(path)
    return found ? answer(200, found) : answer(404)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    failNext: (status, times) => Object.assign(failing, { status, times }),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest()

function isSigned(
  request: IncomingMessage,
  body: Buffer,
  keys: { id: string; secret: string },
): boolean {
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    )
  if (!given) return false
  const [, id, date = '', region = '', names = '', signature] = given
  const declared = String(request.headers['x-amz-content-sha256'])
  if (id !== keys.id || (declared !== 'UNSIGNED-PAYLOAD' && declared !== hash(body))) return false
  if (request.method === 'PUT' && declared === 'UNSIGNED-PAYLOAD') return false
  const headers = names
    .split(';')
    .map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const canonical = [request.method, request.url, '', headers.join(''), names, declared].join('\n')
  const scope = `${date}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash(canonical)].join(
    '\n',
  )
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${keys.secret}`, date), region))
  return hmac(key, text).toString('hex') === signature
}
