import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Keeps IINs, BINs and secrets unreadable at rest: AES-256-GCM with a key derived from `SECRET_KEY`, and a
 * keyed hash to look them up by. Earlier keys only open and find, until `kense clients rotate` has run.
 */
export type Vault = {
  /** @param place what the value belongs to, such as `client:UUID`: moved elsewhere it does not open */
  seal: (plain: string, place: string) => string
  /** @throws Error when the key is another one, or the text was changed or moved */
  open: (sealed: string, place: string) => string
  /** Under the current key: what is stored. */
  fingerprint: (value: string) => string
  /** Under every key in force: what is searched for. */
  fingerprints: (value: string) => string[]
  /** False for what an earlier key has sealed. */
  isCurrent: (sealed: string) => boolean
}

type Keys = { id: string; sealing: Buffer; lookup: Buffer }

const ivBytes = 12
const tagBytes = 16

/** @param secrets the current secret first, then earlier ones */
export function createVault(...secrets: [string, ...string[]]): Vault {
  const [current, ...earlier] = secrets.map(deriveKeys) as [Keys, ...Keys[]]
  const all = [current, ...earlier]
  return {
    seal: (plain, place) => {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', current.sealing, iv).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      const said = Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url')
      return `1.${current.id}.${said}`
    },
    open: (sealed, place) => {
      const [version, id, said = ''] = sealed.split('.')
      const keys = all.find((candidate) => candidate.id === id)
      if (version !== '1' || !keys) throw new Error('sealed with a key that is not at hand')
      const bytes = Buffer.from(said, 'base64url')
      const iv = bytes.subarray(0, ivBytes)
      const decipher = createDecipheriv('aes-256-gcm', keys.sealing, iv, {
        authTagLength: tagBytes,
      })
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-tagBytes))
      const body = decipher.update(bytes.subarray(ivBytes, -tagBytes))
      return Buffer.concat([body, decipher.final()]).toString('utf8')
    },
    fingerprint: (value) => fingerprintWith(current, value),
    fingerprints: (value) => all.map((keys) => fingerprintWith(keys, value)),
    isCurrent: (sealed) => sealed.startsWith(`1.${current.id}.`),
  }
}

function deriveKeys(secret: string): Keys {
  const derive = (what: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, '', `kense vault ${what}`, bytes))
  return {
    id: derive('key id', 6).toString('base64url'),
    sealing: derive('sealing', 32),
    lookup: derive('lookup', 32),
  }
}

function fingerprintWith(keys: Keys, value: string): string {
  return createHmac('sha256', keys.lookup).update(value).digest('base64url')
}
