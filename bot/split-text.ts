const limit = 4096

/**
 * Parts of at most 4096 UTF-16 units, cut at line ends or spaces, never inside a surrogate pair.
 * Takes plain text: markup is put around the parts afterwards.
 */
export function splitText(text: string, max = limit): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > max) {
    const window = rest.slice(0, max)
    const line = window.lastIndexOf('\n')
    const space = window.lastIndexOf(' ')
    let cut = line > max / 2 ? line : space > max / 2 ? space : max
    const code = rest.charCodeAt(cut - 1)
    if (code >= 0xd800 && code <= 0xdbff) cut -= 1
    parts.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  if (rest !== '' || parts.length === 0) parts.push(rest)
  return parts
}
