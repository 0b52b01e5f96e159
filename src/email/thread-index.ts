/** Beginning of the name under which a conversation of Outlook is remembered, where others have a Message-ID. */
const scheme = 'thread-index:'
/** One byte, five of a time, sixteen of a GUID; each reply adds five (MS-OXOMSG, 2.2.1.3). */
const headBytes = 22
const replyBytes = 5
const mostReplies = 200

/** The conversation that `Thread-Index` names, and whether the mail says that it replies; null without a sound one. */
export function readThreadIndex(
  headers: ReadonlyMap<string, readonly string[]>,
): { ref: string; isReply: boolean } | null {
  const value = (headers.get('thread-index')?.[0] ?? '').replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return null
  const bytes = Buffer.from(value, 'base64')
  const more = bytes.length - headBytes
  if (more < 0 || more % replyBytes !== 0 || more > mostReplies * replyBytes) return null
  const head = bytes.subarray(0, headBytes).toString('base64url')
  return { ref: `${scheme}${head}`, isReply: more > 0 }
}

/** What an answer in that conversation says; null when none of the names is one of Outlook. */
export function answerThreadIndex(refs: readonly string[]): string | null {
  const ref = refs.findLast((one) => one.startsWith(scheme))
  if (ref === undefined) return null
  const head = Buffer.from(ref.slice(scheme.length), 'base64url')
  return Buffer.concat([head, Buffer.alloc(replyBytes)]).toString('base64')
}
