export type Button = { text: string; data: string } | { text: string; url: string }
/** One message of the bot: HTML as Telegram takes it, and rows of buttons below. */
export type View = {
  html: string
  buttons: Button[][]
  /** Label of the key that shares one's own contact card; no other key asks for it. */
  share?: string
}

export function view(html: string, ...buttons: Button[][]): View {
  return { html, buttons: buttons.filter((row) => row.length > 0) }
}

export function paragraphs(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

export function link({ label, url }: { label: string; url: string }): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`
}

/** Two short labels fit a phone side by side, long ones get a row each. */
export function rowsOf(buttons: Button[]): Button[][] {
  const rows: Button[][] = []
  for (const button of buttons) {
    const last = rows.at(-1)
    const roomy =
      last?.length === 1 && (last[0]?.text.length ?? 99) <= 14 && button.text.length <= 14
    if (last && roomy) last.push(button)
    else rows.push([button])
  }
  return rows
}
