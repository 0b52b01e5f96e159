import { isPkcs12 } from '../email/ber.ts'
import { decodeHeaderWords } from '../email/header-words.ts'
import { field, scanMime } from '../email/mime-scan.ts'
import { transferDecode } from '../email/raw-repair.ts'
import { extensionOf } from './file-names.ts'

const KEY_EXTENSIONS = new Set(['p12', 'pfx', 'jks', 'key', 'jceks', 'keystore', 'p8'])
const JKS = 0xfeedfeed
const JCEKS = 0xcececece
const PEM = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/
const PEM_SEARCH_BYTES = 1_048_576
const MAX_MESSAGE_DEPTH = 3

/** True for a name under which signing keys are kept (Annex 1, protection of keys). */
export function isKeyName(name: string): boolean {
  return KEY_EXTENSIONS.has(extensionOf(name))
}

/** True for bytes of a key store or private key: PKCS#12, JKS, JCEKS, PKCS#8, PEM. */
export function isKeyContent(bytes: Buffer): boolean {
  if (bytes.length < 16) return false
  const magic = bytes.readUInt32BE(0)
  if (magic === JKS || magic === JCEKS || isPkcs12(bytes) || isPkcs8(bytes)) return true
  if (isEncryptedPkcs8(bytes)) return true
  return PEM.test(bytes.toString('latin1', 0, PEM_SEARCH_BYTES))
}

/** `SEQUENCE { INTEGER 0, SEQUENCE { OID …` of RFC 5208. */
function isPkcs8(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30) return false
  const at = bytes.subarray(0, 8).indexOf(Buffer.from([0x02, 0x01, 0x00, 0x30]))
  return at >= 2 && bytes[at + 5] === 0x06
}

const PASSWORD_SCHEMES = [
  Buffer.from('06092a864886f70d0105', 'hex'),
  Buffer.from('060a2a864886f70d010c01', 'hex'),
]

/** `SEQUENCE { SEQUENCE { OID of a password-based cipher …` of RFC 5958, 3. */
function isEncryptedPkcs8(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30) return false
  const head = bytes.subarray(0, 24)
  return PASSWORD_SCHEMES.some((oid) => {
    const at = head.indexOf(oid)
    return at >= 4 && at <= 10
  })
}

/** True when a mail attached to a mail carries a key, at any depth that is worth looking at. */
export function hasKeyInMessage(raw: Buffer, depth = 0): boolean {
  if (depth >= MAX_MESSAGE_DEPTH) return false
  for (const part of scanMime(raw).filter(({ leaf }) => leaf)) {
    const header = raw.toString('latin1', part.headerStart, part.bodyStart)
    const name = /(?:file)?name\*?=(?:"([^"]*)"|([^\s;]+))/i.exec(
      `${field(header, 'content-disposition')};${field(header, 'content-type')}`,
    )
    const bytes = transferDecode(raw.subarray(part.bodyStart, part.bodyEnd), part.encoding)
    if (isKeyName(decodeHeaderWords(name?.[1] ?? name?.[2] ?? '')) || isKeyContent(bytes))
      return true
    if (part.type === 'message/rfc822' && hasKeyInMessage(bytes, depth + 1)) return true
  }
  return false
}
