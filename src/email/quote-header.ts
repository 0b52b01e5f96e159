/**
 * Recognises the line a mailer puts above what it quotes: `On …, X wrote:`, `2 февр. 2026 г., X
 * написал:`, `2026 ж. 2 ақп., X жазды:`. Such a line may be wrapped over several.
 */
export type QuoteHeader = {
  /** Index of the last line that belongs to the header. */
  end: number
  /** `strong` headers are believed also when the quoted text below is not marked. */
  strength: 'strong' | 'weak'
}

const MAX_LINES = 5
const MAX_CHARS = 500

const VERBS =
  '(?:wrote|writes|said|schrieb|geschrieben|schreibt|a [ée]crit|escribi[óo]|escreveu|ha scritto|schreef|skrev|skrifaði|napisał\\(?a?\\)?|napisała|pisze|napsal\\(?a?\\)?|написал\\(?а?\\)?|написала|написали|пишет|писали|писал\\(?а?\\)?|сообщает|сообщил\\(?а?\\)?|написав|написала|написали|пише|писав|жазды|жазады|жазған|yazdı|yazmış|kirjoitti|írta|napísal\\(?a?\\)?|je napisao|scrie|a scris|έγραψε|כתב|كتب|写道|寫道|写到|のメール|书き|書きました|작성)'
const VERB = new RegExp(`(?:^|[\\s,:;>"'\\])*-])${VERBS}(?=[\\s:：,.*]|$)`, 'iu')
const VERB_END = new RegExp(`${VERBS}\\s*[:：]?[\\s*-]*$`, 'iu')
const EMAIL = /[\w.+=-]+@[\w-]+(?:\.[\w-]+)+/u
const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/u
const CLOCK = /(?<!\d)[0-2]?\d[:.h][0-5]\d(?!\d)/u
const NUMERIC_DATE = /(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)|\d{1,2}\.\d{2}\.?(?=[\s,])/u
const MONTH =
  /(?<!\p{L})(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру|janv|févr|mars|avr|juin|juil|août|gen|mag|giu|lug|ago|set|ott|dic|ene|abr|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru)\p{L}*/iu
const START = new RegExp(
  '^[^\\p{L}\\p{N}]{0,8}(?:on|am|le|el|il|em|op|den|dne|dnia|w dniu|w|p[åa]|tor|ma|ke|в|во|вы?|у|от|from|in article|quoting|zitat von|' +
    '(?:mon|tue|wed|thu|fri|sat|sun|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресень[ея]|пн|вт|ср|чт|пт|сб|вс|дс|сс|бс|жм|сб|жс|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі|нд|неділ|понеділ|вівтор|серед|четвер|п.ятниц|субот)\\p{L}*[.,]?|\\d)(?=[\\s,:"<\\d/]|$)|^[^\\p{L}\\p{N}]{0,4}\\p{L}[^<>@]{0,60}<[^<>\\s]+@',
  'iu',
)

/**
 * The quote header that starts at `lines[at]`, or null.
 * @param followedByQuote whether the line after the given one is marked with `>`
 */
export function readQuoteHeader(
  lines: readonly string[],
  at: number,
  followedByQuote: (end: number) => boolean,
): QuoteHeader | null {
  const line = lines[at] ?? ''
  // Most lines of most mails end here: a header has a date, an address or at least a colon.
  if (line.length > MAX_CHARS || !/[\d@<:：]/.test(line)) return null
  const first = clean(line)
  let joined = ''
  for (let end = at; end < Math.min(at + MAX_LINES, lines.length); end++) {
    const line = clean(lines[end] ?? '')
    if (line === '' && end > at) return null
    // A header may be wrapped, but a sentence above a header is no part of it.
    if (end > at && (!opens(first) || opens(line, true))) return null
    joined = joined === '' ? line : `${joined} ${line}`
    if (joined.length > MAX_CHARS) return null
    if (!ends(joined)) continue
    const strength = judge(joined, first, followedByQuote(end))
    if (strength) return { end, strength }
  }
  return null
}

function dated(text: string): boolean {
  return YEAR.test(text) || NUMERIC_DATE.test(text) || (MONTH.test(text) && /\d/.test(text))
}

function opens(line: string, strictly = false): boolean {
  return strictly ? START.test(line) && dated(line) : START.test(line) || dated(line)
}

function clean(line: string): string {
  return line.replace(/[\u200B-\u200F\u202A-\u202E\u2068\u2069]/g, '').trim()
}

function ends(text: string): boolean {
  return /[:：][\s*-]*$/.test(text) || VERB_END.test(text) || />$|GMT[+-]\d/.test(text)
}

const NAME_MAIL_VERB = new RegExp(`^[^<>]{0,80}<[^<>\\s]+@[^<>\\s]+>\\s*${VERBS}\\s*[:：]$`, 'iu')

function judge(text: string, first: string, quoted: boolean): 'strong' | 'weak' | null {
  const colon = /[:：][\s*-]*$/.test(text)
  const verb = VERB.test(text)
  const email = EMAIL.test(text)
  const marks = Number(YEAR.test(text) || NUMERIC_DATE.test(text)) + Number(CLOCK.test(text))
  const date = marks > 0 || dated(text)
  const starts = START.test(first)
  if (!starts && !quoted) return NAME_MAIL_VERB.test(text) ? 'strong' : null
  if (email && date && (verb || (colon && marks > 0) || quoted)) return 'strong'
  if (verb && date && (colon || VERB_END.test(text))) {
    return marks === 2 || quoted ? 'strong' : 'weak'
  }
  if (NAME_MAIL_VERB.test(text)) return 'strong'
  if (verb && email && (colon || quoted)) return quoted ? 'strong' : 'weak'
  if (verb && quoted && text.length < 120 && (colon || VERB_END.test(text))) return 'weak'
  if (marks === 2 && (/GMT[+-]\d/.test(text) || (colon && quoted))) return 'strong'
  return null
}
