import type { RichMessage } from 'grammy/types'

/** The words of a message with headings, lists and tables, one block a line. */
export function plainRichText(message: RichMessage): string {
  return message.blocks.map(wordsOf).filter(Boolean).join('\n')
}

/** Nested as Telegram likes: whatever holds `text` (or a formula) holds words. */
function wordsOf(part: unknown): string {
  if (typeof part === 'string') return part
  if (Array.isArray(part)) return part.map(wordsOf).join('')
  if (typeof part !== 'object' || part === null) return ''
  const { text, expression, caption, blocks, items, cells } = part as Record<string, unknown>
  const lines = [blocks, items, cells].flatMap((list) =>
    Array.isArray(list) ? list.map(wordsOf) : [],
  )
  return [wordsOf(text), wordsOf(expression), ...lines, wordsOf(caption)].filter(Boolean).join('\n')
}
