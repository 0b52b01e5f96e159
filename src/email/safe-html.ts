import sanitizeHtml from 'sanitize-html'

/** Longer HTML is cut: nobody reads more of a mail. */
const maxChars = 1_000_000
const harmless = /^(?!.*(?:url\s*\(|expression|import|\\))[^{}<>]{1,200}$/i
const styles = [
  'color',
  'background-color',
  'border',
  'border-bottom',
  'border-collapse',
  'border-color',
  'border-left',
  'border-right',
  'border-style',
  'border-top',
  'border-width',
  'direction',
  'display',
  'font',
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'height',
  'line-height',
  'margin',
  'margin-bottom',
  'margin-left',
  'margin-right',
  'margin-top',
  'max-width',
  'padding',
  'padding-bottom',
  'padding-left',
  'padding-right',
  'padding-top',
  'text-align',
  'text-decoration',
  'text-indent',
  'vertical-align',
  'white-space',
  'width',
]
const layout = ['align', 'valign', 'bgcolor', 'width', 'height', 'border', 'dir', 'style']

/**
 * The HTML of a mail made harmless: no scripts, forms, frames, styles that load anything, nor links to
 * click; where a link leads is its title. Pictures of the mail itself come from `inline`, those of the
 * internet only when asked for.
 * @param inline Content-ID without brackets → `data:` URL
 */
export function safeHtml(
  html: string,
  options: { remoteImages: boolean; inline: ReadonlyMap<string, string> },
): string {
  const { remoteImages, inline } = options
  return sanitizeHtml(html.slice(0, maxChars), {
    allowedTags: sanitizeHtml.defaults.allowedTags.concat(['img', 'font', 'center', 'del', 'ins']),
    allowedAttributes: {
      '*': layout,
      img: ['src', 'alt', ...layout],
      span: ['title', ...layout],
      td: ['colspan', 'rowspan', 'cellpadding', ...layout],
      th: ['colspan', 'rowspan', ...layout],
      table: ['cellpadding', 'cellspacing', ...layout],
      font: ['color', 'face', 'size'],
      ol: ['start', 'type', ...layout],
    },
    allowedStyles: { '*': Object.fromEntries(styles.map((name) => [name, [harmless]])) },
    allowedSchemes: ['https', 'http'],
    allowedSchemesByTag: { img: ['https', 'http', 'data'] },
    allowProtocolRelative: false,
    transformTags: {
      a: (_, { href = '' }) => ({
        tagName: 'span',
        attribs: {
          ...(/^(https?|mailto|tel):/i.test(href) ? { title: href.slice(0, 2000) } : {}),
          style: 'text-decoration:underline',
        },
      }),
      img: (_, attribs) => ({ tagName: 'img', attribs: image(attribs, remoteImages, inline) }),
    },
  })
}

function image(
  attribs: Record<string, string>,
  remoteImages: boolean,
  inline: ReadonlyMap<string, string>,
): Record<string, string> {
  const { src = '', ...rest } = attribs
  const own = /^cid:/i.test(src) ? inline.get(decodeCid(src.slice(4))) : undefined
  if (own !== undefined) return { ...rest, src: own }
  const embedded = /^data:image\/(?:png|jpeg|gif);base64,[\w+/=\s]+$/i.test(src)
  const remote = remoteImages && /^https?:/i.test(src)
  return embedded || remote ? { ...rest, src } : { ...rest, alt: rest.alt || '▢' }
}

function decodeCid(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Nothing is loaded but what the mail itself brought, or pictures when asked for; nothing runs. */
export function framePolicy(remoteImages: boolean): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src data:${remoteImages ? ' https: http:' : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox',
  ].join('; ')
}
