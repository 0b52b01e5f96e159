/** A link shown as a button in HTML and as `label: url` in plain text. */
export type MailLink = { label: string; url: string }

export type MailBody = {
  /** Paragraphs are separated by an empty line; URLs become links. */
  text: string
  links: readonly MailLink[]
  footer: { lines: readonly string[]; links: readonly MailLink[] }
  locale: string
}

const FONT =
  "font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:15px;line-height:1.5"
const URL_PATTERN = /https?:\/\/[^\s<>"'«»]*[^\s<>"'«».,;:!?)\]]/g

/** The plain part; reads well where HTML is never shown. */
export function plainBody(body: MailBody): string {
  const links = body.links.map(({ label, url }) => `${label}: ${url}`).join('\n')
  const footer = [
    ...body.footer.lines,
    ...body.footer.links.map(({ label, url }) => `${label}: ${url}`),
  ].join('\n')
  const parts = [body.text.trim(), links].filter((part) => part !== '').join('\n\n')
  return footer === '' ? `${parts}\n` : `${parts}\n\n-- \n${footer}\n`
}

/**
 * The HTML part: no tables, no pictures, and no colour of background or text, so that every mailer
 * may turn it dark; links keep the mailer's own colour, buttons are outlines.
 */
export function htmlBody(body: MailBody): string {
  const paragraphs = body.text
    .trim()
    .split(/\n{2,}/)
    .map((p) => `<p style="margin:0 0 14px">${linkify(p).replaceAll('\n', '<br>\n')}</p>`)
    .join('\n')
  const buttons = body.links.map(button).join('\n')
  const lang = escapeHtml(body.locale)
  return `<!DOCTYPE html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
</head>
<body style="margin:0;padding:16px;${FONT}">
<div lang="${lang}" style="max-width:600px;${FONT}">
${paragraphs}
${buttons === '' ? '' : `<div style="margin:18px 0">${buttons}</div>\n`}${footerHtml(body)}</div>
</body>
</html>
`
}

function button({ label, url }: MailLink): string {
  const style =
    'display:inline-block;margin:0 8px 8px 0;padding:8px 16px;border:1px solid;border-radius:6px;text-decoration:none'
  return `<a href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a>`
}

function footerHtml({ footer }: MailBody): string {
  if (footer.lines.length === 0 && footer.links.length === 0) return ''
  const lines = footer.lines.map(escapeHtml).join('<br>\n')
  const links = footer.links
    .map(({ label, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`)
    .join(' · ')
  const both = [lines, links].filter((part) => part !== '').join('<br>\n')
  return `<div style="margin-top:24px;padding-top:12px;border-top:1px solid;font-size:13px;opacity:.75">${both}</div>\n`
}

function linkify(text: string): string {
  let out = ''
  let at = 0
  for (const match of text.matchAll(URL_PATTERN)) {
    const url = escapeHtml(match[0])
    out += `${escapeHtml(text.slice(at, match.index))}<a href="${url}">${url}</a>`
    at = match.index + match[0].length
  }
  return out + escapeHtml(text.slice(at))
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
