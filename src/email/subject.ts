const REPLY =
  're|aw|antw|antwort|sv|vs|svar|ref|rif|r|res|rv_re|odp|odpowied[źz]|atb|ynt|yan|cevap|bls|vá|отв|ответ|на|ha|жауап|відп|відповідь|re_|回复|回覆|返信'
const FORWARD =
  'fwd?|fw|wg|tr|i|rv|enc|vl|vb|doorst|vs_fw|pd|pdl|przek|přep|ilt|ileti|továbbítás|пересл|переслано|пересылка|пер|переадр|жіберу|жіб|қайта жіберу|бағыттау|перес|转发|轉寄|転送'
const PREFIX = new RegExp(
  `^\\s*(?:(?<reply>${REPLY})|(?<forward>${FORWARD}))\\s*(?:\\[\\d+\\]|\\(\\d+\\)|\\^?\\d+)?\\s*[:：]\\s*`,
  'iu',
)
const TAG = /\s*\[\s*[KКҚ][NНH][SСC][^\]]{0,30}\]\s*/giu

/** Prefixes of replies and forwards taken off, and what the outermost one was. */
export type SubjectPrefixes = { base: string; outer: 'reply' | 'forward' | null }

/** `Fwd: RE[2]: [KNS-483-920-179] Тема` → base `Тема`, outer `forward`. */
export function stripPrefixes(subject: string): SubjectPrefixes {
  let base = subject.replace(TAG, ' ').trim()
  let outer: SubjectPrefixes['outer'] = null
  for (let match = PREFIX.exec(base); match; match = PREFIX.exec(base)) {
    outer ??= match.groups?.forward === undefined ? 'reply' : 'forward'
    base = base.slice(match[0].length)
  }
  return { base: base.replace(/\s+/g, ' ').trim(), outer }
}

/** True when the outermost prefix says that the mail is passed on, in the language of any mailer. */
export function isForward(subject: string): boolean {
  return stripPrefixes(subject).outer === 'forward'
}

/**
 * True when a reply was given a subject of its own: none of the known subjects of the conversation,
 * compared without prefixes, IDs, case and spacing. An empty subject is not a new one.
 */
export function isNewSubject(subject: string, known: readonly string[]): boolean {
  const key = comparable(subject)
  if (key === '') return false
  const keys = known.map(comparable).filter((other) => other !== '')
  // Mailers cut long subjects, so a common beginning of some length is the same subject.
  return keys.length > 0 && !keys.some((other) => other === key || startsAlike(other, key))
}

function comparable(subject: string): string {
  return stripPrefixes(subject)
    .base.toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const CUT_CHARS = 25

function startsAlike(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  return length >= CUT_CHARS && a.slice(0, length) === b.slice(0, length)
}
