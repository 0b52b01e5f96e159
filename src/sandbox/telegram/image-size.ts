type ImageInfo = { width: number; height: number; mime: string; extension: string }

/** Size of a PNG, JPEG, GIF or WebP picture from its header, or null when it is none of them. */
export function imageInfo(bytes: Uint8Array): ImageInfo | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (data.length < 24) return null
  if (data.readUInt32BE(0) === 0x89504e47) {
    return describe(data.readUInt32BE(16), data.readUInt32BE(20), 'png')
  }
  if (data.toString('latin1', 0, 3) === 'GIF') {
    return describe(data.readUInt16LE(6), data.readUInt16LE(8), 'gif')
  }
  if (data.toString('latin1', 8, 12) === 'WEBP') return webpInfo(data)
  return data.readUInt16BE(0) === 0xffd8 ? jpegInfo(data) : null
}

function describe(width: number, height: number, kind: string): ImageInfo | null {
  if (width === 0 || height === 0) return null
  return { width, height, mime: `image/${kind}`, extension: kind === 'jpeg' ? 'jpg' : kind }
}

function webpInfo(data: Buffer): ImageInfo | null {
  if (data.length < 30) return null
  const kind = data.toString('latin1', 12, 16)
  if (kind === 'VP8X')
    return describe(data.readUIntLE(24, 3) + 1, data.readUIntLE(27, 3) + 1, 'webp')
  if (kind === 'VP8L') {
    const bits = data.readUInt32LE(21)
    return describe((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1, 'webp')
  }
  return describe(data.readUInt16LE(26) & 0x3fff, data.readUInt16LE(28) & 0x3fff, 'webp')
}

/** Walks the JPEG segments up to the start-of-frame one, which holds the size. */
function jpegInfo(data: Buffer): ImageInfo | null {
  let at = 2
  while (at + 9 < data.length && data[at] === 0xff) {
    const marker = data[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return describe(data.readUInt16BE(at + 7), data.readUInt16BE(at + 5), 'jpeg')
    at += 2 + data.readUInt16BE(at + 2)
  }
  return null
}
