import { AwsClient } from 'aws4fetch'
import { GatewayError } from '../errors.ts'
import { type BlobStore, sha256Of } from './blob-store.ts'

export type S3Location = {
  /** Any S3-compatible service; the bucket is named in the path. */
  endpoint: string
  bucket: string
  /** Without slashes at its ends; '' for none. */
  prefix: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

const timeoutMs = 30_000

/**
 * Reads `s3://[KEY:SECRET@]bucket/prefix[?endpoint=URL][&region=R]`; keys and region may also come in the
 * usual `AWS_…` variables.
 * @throws RangeError saying what is missing
 */
export function readS3Url(given: string, env: Record<string, string | undefined>): S3Location {
  const url = new URL(given)
  const region = url.searchParams.get('region') ?? env.AWS_REGION ?? 'us-east-1'
  const accessKeyId = decodeURIComponent(url.username) || env.AWS_ACCESS_KEY_ID
  const secretAccessKey = decodeURIComponent(url.password) || env.AWS_SECRET_ACCESS_KEY
  if (!url.hostname) throw new RangeError('must name a bucket: s3://bucket/prefix')
  if (!accessKeyId || !secretAccessKey) {
    throw new RangeError('needs s3://KEY:SECRET@bucket or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY')
  }
  const endpoint =
    url.searchParams.get('endpoint') ?? env.AWS_ENDPOINT_URL ?? `https://s3.${region}.amazonaws.com`
  if (!URL.canParse(endpoint)) throw new RangeError('endpoint must be a URL')
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    bucket: url.hostname,
    prefix: url.pathname.replace(/^\/+|\/+$/g, ''),
    region,
    accessKeyId,
    secretAccessKey,
  }
}

/** Any S3-compatible store. What the service answers other than yes is our own trouble: the sender tries again. */
export function s3BlobStore(location: S3Location): BlobStore {
  const { endpoint, bucket, prefix, region, accessKeyId, secretAccessKey } = location
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: 's3',
    retries: 2,
  })
  const urlOf = (sha256: string) =>
    [endpoint, bucket, prefix, sha256.slice(0, 2), sha256].filter(Boolean).join('/')
  const call = async (sha256: string, init: RequestInit): Promise<Response> => {
    try {
      return await client.fetch(urlOf(sha256), { ...init, signal: AbortSignal.timeout(timeoutMs) })
    } catch (error) {
      throw new GatewayError('the attachment store cannot be reached', {
        retryable: true,
        cause: error,
      })
    }
  }
  return {
    put: async (bytes) => {
      const sha256 = sha256Of(bytes)
      const response = await call(sha256, {
        method: 'PUT',
        body: new Uint8Array(bytes),
        headers: {
          'Content-Type': 'application/octet-stream',
          'X-Amz-Content-Sha256': sha256,
        },
      })
      await response.arrayBuffer()
      if (!response.ok) throw refusal(response)
      return sha256
    },
    get: async (sha256) => {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return null
      const response = await call(sha256, { method: 'GET' })
      const bytes = Buffer.from(await response.arrayBuffer())
      if (response.status === 404) return null
      if (!response.ok) throw refusal(response)
      return bytes
    },
    remove: async (sha256) => {
      const response = await call(sha256, { method: 'DELETE' })
      await response.arrayBuffer()
      if (!response.ok && response.status !== 404) throw refusal(response)
    },
  }
}

function refusal(response: Response): GatewayError {
  return new GatewayError(`the attachment store answered ${response.status}`, {
    retryable: response.status >= 500 || response.status === 429,
  })
}
