import type { ArchiveEntry } from './archive-entry.ts'

const maxNames = 100

/** What an archive holds, one name a line with its size, for staff to see without opening it (Annex 4, 4.4). */
export function listingOf(entries: readonly ArchiveEntry[] | null): string | null {
  if (entries === null || entries.length === 0) return null
  const lines = entries.slice(0, maxNames).map(({ name, unpackedBytes }) => {
    const plain = name.replaceAll('\0', '').toWellFormed().replace(/\s+/g, ' ').slice(0, 200)
    return `${plain} (${Math.ceil(unpackedBytes / 1000)} КБ)`
  })
  const more = entries.length - lines.length
  return [...lines, ...(more > 0 ? [`… +${more}`] : [])].join('\n')
}
