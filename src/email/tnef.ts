import { decodeBytes } from './charset.ts'

/** What a `winmail.dat` of Outlook holds. */
export type Tnef = {
  text: string
  html: string
  attachments: { name: string; content: Buffer }[]
}

const SIGNATURE = 0x223e9f78
const ATT_BODY = 0x800c
const ATT_ATTACH_RENDER = 0x9002
const ATT_ATTACH_TITLE = 0x8010
const ATT_ATTACH_DATA = 0x800f
const ATT_ATTACHMENT = 0x9005
const ATT_MAPI_PROPS = 0x9003
const PR_BODY = 0x1000
const PR_BODY_HTML = 0x1013
const PR_ATTACH_LONG_FILENAME = 0x3707
const PR_ATTACH_DATA = 0x3701
const MAX_ATTACHMENTS = 200
const MAX_VALUES = 10_000

/** Reads MS-OXTNEF as far as it is well-formed; null when the bytes are no TNEF. */
export function readTnef(bytes: Buffer): Tnef | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return null
  const tnef: Tnef = { text: '', html: '', attachments: [] }
  let at = 6
  while (at + 11 <= bytes.length) {
    const id = bytes.readUInt16LE(at + 1)
    const length = bytes.readUInt32LE(at + 5)
    const start = at + 9
    if (start + length > bytes.length) break
    apply(tnef, id, bytes.subarray(start, start + length))
    at = start + length + 2
  }
  return tnef
}

function apply(tnef: Tnef, id: number, data: Buffer): void {
  const current = tnef.attachments.at(-1)
  if (id === ATT_BODY) tnef.text ||= decodeText(data)
  else if (id === ATT_ATTACH_RENDER) {
    if (tnef.attachments.length < MAX_ATTACHMENTS)
      tnef.attachments.push({ name: '', content: Buffer.alloc(0) })
  } else if (id === ATT_ATTACH_TITLE && current) current.name ||= decodeText(data)
  else if (id === ATT_ATTACH_DATA && current) current.content = data
  else if (id === ATT_ATTACHMENT && current) {
    const props = readMapi(data)
    current.name = textOf(props.get(PR_ATTACH_LONG_FILENAME)) || current.name
    const inner = props.get(PR_ATTACH_DATA)
    if (inner && current.content.length === 0) current.content = inner.bytes
  } else if (id === ATT_MAPI_PROPS) {
    const props = readMapi(data)
    tnef.text ||= textOf(props.get(PR_BODY))
    tnef.html ||= textOf(props.get(PR_BODY_HTML))
  }
}

type MapiValue = { bytes: Buffer; wide: boolean }

/** Fixed-size MAPI types and their bytes, padded to four as they lie in the stream. */
const FIXED: Record<number, number> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
}

function readMapi(data: Buffer): Map<number, MapiValue> {
  const props = new Map<number, MapiValue>()
  if (data.length < 4) return props
  const count = Math.min(data.readUInt32LE(0), MAX_VALUES)
  let at = 4
  for (let i = 0; i < count && at + 4 <= data.length; i++) {
    const type = data.readUInt16LE(at)
    const id = data.readUInt16LE(at + 2)
    at += 4
    if (id >= 0x8000) at = skipName(data, at)
    const multiple = (type & 0x1000) !== 0
    const base = type & 0x0fff
    const fixed = FIXED[base]
    if (fixed !== undefined && !multiple) {
      at += fixed
      continue
    }
    if (at + 4 > data.length) break
    const values = Math.min(data.readUInt32LE(at), MAX_VALUES)
    at += 4
    if (fixed !== undefined) {
      at += fixed * values
      continue
    }
    for (let v = 0; v < values && at + 4 <= data.length; v++) {
      const length = data.readUInt32LE(at)
      const bytes = data.subarray(at + 4, at + 4 + length)
      if (v === 0) props.set(id, { bytes, wide: base === 31 })
      at += 4 + length + ((4 - (length % 4)) % 4)
    }
  }
  return props
}

function skipName(data: Buffer, at: number): number {
  if (at + 24 > data.length) return data.length
  if (data.readUInt32LE(at + 16) === 0) return at + 24
  const length = data.readUInt32LE(at + 20)
  return at + 24 + length + ((4 - (length % 4)) % 4)
}

function textOf(value: MapiValue | undefined): string {
  if (!value) return ''
  if (value.wide) return value.bytes.toString('utf16le').replace(/\0+$/, '')
  return decodeText(value.bytes)
}

function decodeText(bytes: Buffer): string {
  return decodeBytes(bytes, '').text.replace(/\0+$/, '').replace(/\r\n?/g, '\n')
}
