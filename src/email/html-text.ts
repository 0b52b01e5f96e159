import { compile, type HtmlToTextOptions } from 'html-to-text'

/** Longer HTML is cut before conversion: nobody reads more, and the full part stays stored. */
const MAX_HTML_CHARS = 1_000_000
const MAX_DEPTH = 400

const options: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxInputLength: MAX_HTML_CHARS, maxDepth: MAX_DEPTH, ellipsis: ' …' },
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'h1', options: { uppercase: false } },
    { selector: 'h2', options: { uppercase: false } },
    { selector: 'h3', options: { uppercase: false } },
    { selector: 'h4', options: { uppercase: false } },
    { selector: 'h5', options: { uppercase: false } },
    { selector: 'h6', options: { uppercase: false } },
    { selector: 'p', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'blockquote', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'table', format: 'block' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'inline' },
  ],
}

const convert = compile(options)

/** Plain text of an HTML body: quotes marked with `> `, no pictures, no link targets, no styles. */
export function htmlToPlain(html: string): string {
  const input = flattenDeepNesting(html.slice(0, MAX_HTML_CHARS))
  return convert(input).replace(/\u00A0/g, ' ')
}

const NESTING = /<(\/?)(div|span|b|i|u|font|blockquote|table|td|ul|center)\b/gi
const MAX_QUOTES = 20

/**
 * The converter recurses, its parser is quadratic in depth, and every quote adds a mark to every
 * line in it, so bottomless markup loses its tags.
 */
function flattenDeepNesting(html: string): string {
  let depth = 0
  let quotes = 0
  for (const [, close, name = ''] of html.matchAll(NESTING)) {
    const step = close === '' ? 1 : -1
    depth += step
    if (name.toLowerCase() === 'blockquote') quotes += step
    if (depth > MAX_DEPTH || quotes > MAX_QUOTES) return html.replace(/<[^<>]*>/g, '\n')
  }
  return html
}
