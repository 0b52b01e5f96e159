import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError, parseConfig } from '../../src/config.ts'
import { sha256Of } from '../../src/storage/blob-store.ts'
import { openBlobStore } from '../../src/storage/open-store.ts'
import { type S3Server, startS3 } from './s3-server.ts'

let s3: S3Server
beforeAll(async () => {
  s3 = await startS3({ id: 'kense', secret: 'a/secret+key' })
})
afterAll(() => s3.close())

function store(user = 'kense:a%2Fsecret%2Bkey', path = '/mail/originals/') {
  const url = `s3://${user}@bucket${path}?endpoint=${encodeURIComponent(s3.endpoint)}&region=kz-1`
  return openBlobStore(parseConfig({ ATTACHMENTS_URL: url }), '/nowhere')
}

describe('a store behind s3://', () => {
  test('keeps bytes under their hash and gives them back', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 200])
    const sha256 = await store().put(bytes)
    expect(sha256).toBe(sha256Of(bytes))
    expect(await store().put(bytes)).toBe(sha256)
    expect([...s3.objects.keys()]).toEqual([
      `/bucket/mail/originals/${sha256.slice(0, 2)}/${sha256}`,
    ])
    expect(await store().get(sha256)).toEqual(bytes)
  })

  test('knows nothing of other hashes and asks for nothing else', async () => {
    expect(await store().get('0'.repeat(64))).toBeNull()
    expect(await store().get('../../etc/passwd')).toBeNull()
  })

  test('with a wrong key throws instead of losing the bytes', async () => {
    await expect(store('kense:wrong').put(Buffer.from('x'))).rejects.toMatchObject({
      retryable: false,
    })
  })

  test('tries again on trouble of the service, then says so', async () => {
    s3.failNext(503, 2)
    const sha256 = await store().put(Buffer.from('после сбоя'))
    expect(await store().get(sha256)).not.toBeNull()
    s3.failNext(503, 3)
    await expect(store().put(Buffer.from('y'))).rejects.toMatchObject({ retryable: true })
  })
})

describe('ATTACHMENTS_URL', () => {
  test.each([
    ['s3://bucket/prefix', /AWS_ACCESS_KEY_ID/],
    ['s3://k:s@bucket?endpoint=nowhere', /endpoint/],
    ['ftp://host/x', /file:\/\/ or s3:\/\//],
  ])('%s is told with its name', (url, sentence) => {
    expect(() => parseConfig({ ATTACHMENTS_URL: url })).toThrow(ConfigError)
    expect(() => parseConfig({ ATTACHMENTS_URL: url })).toThrow(sentence)
  })

  test('takes its keys from the usual variables too', () => {
    const { attachments } = parseConfig({
      ATTACHMENTS_URL: 's3://bucket',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-north-1',
    })
    expect(attachments).toMatchObject({
      location: { endpoint: 'https://s3.eu-north-1.amazonaws.com', prefix: '' },
    })
  })

  test('names a folder with file:', () => {
    const { attachments } = parseConfig({ ATTACHMENTS_URL: 'file:///srv/files' })
    expect(attachments).toEqual({ kind: 'file', url: 'file:///srv/files' })
  })
})
