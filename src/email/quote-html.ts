import { htmlToPlain } from './html-text.ts'

/** A private-use character that stands in the text where a mailer's quote container begins. */
export const HTML_QUOTE_MARK = '\uE0F1'

// What webmail and desktop mailers wrap a quote in, each known by an id, a class or a border.
const CONTAINERS = [
  /<div[^>]*\bclass="[^"]*\b(?:x_)?gmail_quote(?:_container)?\b/i,
  /<div[^>]*\bclass="[^"]*\b(?:gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote|tutanota_quote|WordSection1_quote|zmail_extra|hmmessage_quote|OutlookMessageHeader|js-reply-quote)\b/i,
  /<(?:div|hr|span)[^>]*\bid="(?:x_)?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|reply-intro|stopSpelling|isReplyContent|replySplit|ms-outlook-mobile-signature_quote)"/i,
  /<blockquote[^>]*\b(?:type="?cite"?|class="[^"]*(?:quote|iosymail|cite)[^"]*"|id="mail-app-auto-quote"|cite="mid:)/i,
  /<div[^>]*\bstyle="[^"]*border:\s*none;\s*border-top:\s*solid\s*#(?:E1E1E1|B5C4DF)/i,
  /<div[^>]*\bstyle="[^"]*border-top:\s*(?:1(?:\.0)?pt solid|solid) #?(?:E1E1E1|B5C4DF|rgb\(181, ?196, ?223\))/i,
  /<hr[^>]*\btabindex="?-1"?/i,
]

/** The text of an HTML body with a mark in front of the first quote container. */
export function htmlToMarkedPlain(html: string): string {
  const at = CONTAINERS.map((pattern) => html.search(pattern)).filter((index) => index >= 0)
  if (at.length === 0) return htmlToPlain(html)
  const first = Math.min(...at)
  const mark = `<div>${HTML_QUOTE_MARK}</div>`
  const text = htmlToPlain(html.slice(0, first) + mark + html.slice(first))
  const below = text.slice(text.indexOf(HTML_QUOTE_MARK) + 1)
  // Text that follows the whole quote is an answer written below it: let the line rules decide.
  return endsOutsideQuote(below) ? text.replace(HTML_QUOTE_MARK, '') : text
}

function endsOutsideQuote(below: string): boolean {
  const lines = below.split('\n').filter((line) => line.trim() !== '')
  const lastMarked = lines.findLastIndex((line) => line.startsWith('>'))
  return lastMarked >= 0 && lines.slice(lastMarked + 1).some((line) => line.trim().length > 1)
}
