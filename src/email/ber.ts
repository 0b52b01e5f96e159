/** One element of a BER/DER structure, as CMS and PKCS#12 use it. */
type BerElement = { tag: number; content: Buffer; end: number }

const INDEFINITE = 0x80

/** Reads one element, or null where the bytes are no BER. Indefinite lengths run to the end. */
function readBer(bytes: Buffer, at = 0): BerElement | null {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) return null
  if (first === INDEFINITE) {
    return { tag, content: bytes.subarray(at + 2), end: bytes.length }
  }
  if (first < INDEFINITE) return slice(bytes, tag, at + 2, first)
  const size = first & 0x7f
  if (size > 4 || at + 2 + size > bytes.length) return null
  return slice(bytes, tag, at + 2 + size, bytes.readUIntBE(at + 2, size))
}

function slice(bytes: Buffer, tag: number, start: number, length: number): BerElement | null {
  if (start + length > bytes.length) return null
  return { tag, content: bytes.subarray(start, start + length), end: start + length }
}

const OID_SIGNED_DATA = Buffer.from('2a864886f70d010702', 'hex')
const OID_ENVELOPED_DATA = Buffer.from('2a864886f70d010703', 'hex')
const OID_DATA = Buffer.from('2a864886f70d010701', 'hex')

/**
 * The message inside an opaque S/MIME signature (RFC 8551, 3.5.2), `encrypted` for enveloped data,
 * or null for anything else. Signatures are not checked here.
 */
export function openCms(bytes: Buffer): Buffer | 'encrypted' | null {
  const outer = readBer(bytes)
  const type = outer?.tag === 0x30 ? readBer(outer.content) : null
  if (!outer || type?.tag !== 0x06) return null
  if (type.content.equals(OID_ENVELOPED_DATA)) return 'encrypted'
  if (!type.content.equals(OID_SIGNED_DATA)) return null
  const at = outer.content.indexOf(OID_DATA)
  if (at < 0) return null
  const wrapper = readBer(outer.content, at + OID_DATA.length)
  const octets = wrapper?.tag === 0xa0 ? readBer(wrapper.content) : null
  if (!octets) return null
  return octets.tag === 0x04 ? octets.content : octets.tag === 0x24 ? joinOctets(octets) : null
}

function joinOctets(octets: BerElement): Buffer {
  const chunks: Buffer[] = []
  let at = 0
  for (let next = readBer(octets.content); next?.tag === 0x04; next = readBer(octets.content, at)) {
    chunks.push(next.content)
    at = next.end
  }
  return Buffer.concat(chunks)
}

/** True for a PKCS#12 container: `SEQUENCE { INTEGER 3, SEQUENCE { OID data|signedData … } … }`. */
export function isPkcs12(bytes: Buffer): boolean {
  const header = bytes.subarray(0, 64)
  if (header[0] !== 0x30) return false
  const versionAt = header.indexOf(Buffer.from([0x02, 0x01, 0x03, 0x30]))
  if (versionAt < 2 || versionAt > 6) return false
  return header.includes(OID_DATA) || header.includes(OID_SIGNED_DATA)
}
