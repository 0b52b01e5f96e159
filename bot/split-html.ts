const pieces = /<(\/?)([a-z-]+)(?:\s[^>]*)?>|&(?:amp|lt|gt|quot|#\d+);|\s+|[^<&\s]+|[<&]/giu

/**
 * Parts of at most `max` visible UTF-16 units, each well-formed by itself: what is open at a cut is closed there
 * and opened again. Text is cut at blanks, never inside an entity or a surrogate pair.
 */
export function splitHtml(html: string, max = 4096): string[] {
  const parts: string[] = []
  const open: { source: string; name: string }[] = []
  let part = ''
  let used = 0
  const cut = () => {
    parts.push(
      part.trimEnd() +
        open
          .toReversed()
          .map(({ name }) => `</${name}>`)
          .join(''),
    )
    part = open.map(({ source }) => source).join('')
    used = 0
  }
  const put = (word: string, length: number) => {
    if (used + length > max) cut()
    if (used === 0 && word.trim() === '') return
    part += word
    used += length
  }
  for (const [source, slash, name] of html.matchAll(pieces)) {
    if (name === undefined) {
      if (source.startsWith('&')) put(source, 1)
      else for (const chunk of chunks(source, max)) put(chunk, chunk.length)
      continue
    }
    if (slash === '') open.push({ source, name })
    else open.pop()
    part += source
  }
  if (plainText(part).trim() !== '' || parts.length === 0) parts.push(part)
  return parts
}

/** A word, or, when it is longer than a whole part, its pieces. */
function chunks(word: string, max: number): string[] {
  if (word.length <= max) return [word]
  const found: string[] = ['']
  for (const char of word) {
    const last = found.length - 1
    if ((found[last] ?? '').length + char.length > max) found.push(char)
    else found[last] += char
  }
  return found
}

/** The words alone: for when Telegram does not take our markup. */
export function plainText(html: string): string {
  return html
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
