const maxHeaderBytes = 512 * 1024

/** The header of a raw mail with the empty line behind it. */
export function headerOf(raw: Buffer): Buffer {
  const end = /\r?\n\r?\n/.exec(raw.toString('latin1', 0, maxHeaderBytes))
  return raw.subarray(0, end ? end.index + end[0].length : maxHeaderBytes)
}
