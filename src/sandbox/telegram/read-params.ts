import type { HonoRequest } from 'hono'
import { badRequest } from './api-error.ts'
import { parseMultipart } from './multipart.ts'
import { asRecord, Params } from './params.ts'

/**
 * Reads the arguments of a call from the query and a JSON, urlencoded or multipart body.
 * @throws ApiError 400 for a body that is not what its type says
 */
export async function readParams(request: HonoRequest): Promise<Params> {
  const query = request.url.includes('?') ? request.query() : {}
  if (request.method !== 'POST') return new Params(query)
  const type = request.header('content-type') ?? ''
  if (type.startsWith('application/json'))
    return new Params({ ...query, ...(await readJson(request)) })
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return new Params({
      ...query,
      ...Object.fromEntries(new URLSearchParams(await request.text())),
    })
  }
  if (type.startsWith('multipart/form-data')) return readMultipart(request, query)
  return new Params(query)
}

async function readJson(request: HonoRequest): Promise<Record<string, unknown>> {
  const text = await request.text()
  if (text.trim() === '') return {}
  try {
    const body = asRecord(JSON.parse(text))
    if (body) return body
  } catch {
    // Falls through to the one refusal for every kind of wrong body.
  }
  throw badRequest("can't parse request body: JSON object expected")
}

async function readMultipart(request: HonoRequest, query: Record<string, string>): Promise<Params> {
  const body = Buffer.from(await request.arrayBuffer())
  const form = parseMultipart(body, request.header('content-type') ?? '')
  if (!form) throw badRequest("can't parse multipart form data")
  return new Params({ ...query, ...form.fields }, form.files)
}
