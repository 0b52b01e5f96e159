/** One file of an archive as its directory lists it; nothing is ever unpacked. */
export type ArchiveEntry = {
  name: string
  packedBytes: number
  unpackedBytes: number
  encrypted: boolean
}

export type ArchiveListing = {
  entries: ArchiveEntry[]
  /** The names themselves are encrypted. */
  sealed: boolean
  /** More entries than are worth listing, or entries that overlap. */
  bomb: boolean
}

/** A listing stops here: a client packs a handful of screenshots, a bomb thousands. */
export const MAX_ENTRIES = 2000
