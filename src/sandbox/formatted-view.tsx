import type { MessageEntity } from 'grammy/types'
import type { Child } from 'hono/jsx'

type Node = { entity: MessageEntity; start: number; end: number; children: Node[] }

/** Text with its entities as elements; offsets are UTF-16 units. */
export function FormattedText({ text, entities }: { text: string; entities: MessageEntity[] }) {
  return <>{renderRange(text, 0, text.length, nest(entities, text.length))}</>
}

/** Entities as a forest; one that crosses its neighbour is cut at the neighbour's end. */
function nest(entities: MessageEntity[], textLength: number): Node[] {
  const roots: Node[] = []
  const open: Node[] = []
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length)
  for (const entity of sorted) {
    while ((open.at(-1)?.end ?? textLength) <= entity.offset && open.length > 0) open.pop()
    const parent = open.at(-1)
    const end = Math.min(entity.offset + entity.length, parent?.end ?? textLength)
    const node: Node = { entity, start: entity.offset, end, children: [] }
    const siblings = parent?.children ?? roots
    siblings.push(node)
    open.push(node)
  }
  return roots
}

function renderRange(text: string, start: number, end: number, nodes: Node[]): Child[] {
  const parts: Child[] = []
  let at = start
  for (const node of nodes) {
    parts.push(text.slice(at, node.start))
    const inner = renderRange(text, node.start, node.end, node.children)
    parts.push(<Entity entity={node.entity} raw={text.slice(node.start, node.end)} inner={inner} />)
    at = node.end
  }
  parts.push(text.slice(at, end))
  return parts
}

function Entity({ entity, raw, inner }: { entity: MessageEntity; raw: string; inner: Child[] }) {
  switch (entity.type) {
    case 'bold':
      return <strong>{inner}</strong>
    case 'italic':
      return <em>{inner}</em>
    case 'underline':
      return <u>{inner}</u>
    case 'strikethrough':
      return <s>{inner}</s>
    case 'code':
      return <code>{inner}</code>
    case 'pre':
      return (
        <pre>
          <code>{inner}</code>
        </pre>
      )
    case 'blockquote':
    case 'expandable_blockquote':
      return <blockquote>{inner}</blockquote>
    case 'spoiler':
      return (
        <span class="spoiler" tabindex={0}>
          {inner}
        </span>
      )
    case 'text_link':
      return <Link url={entity.url}>{inner}</Link>
    case 'url':
      return <Link url={/^https?:/i.test(raw) ? raw : `https://${raw}`}>{inner}</Link>
    case 'email':
      return <Link url={`mailto:${raw}`}>{inner}</Link>
    case 'bot_command':
      return (
        <button type="button" class="link" data-send={raw}>
          {raw}
        </button>
      )
    case 'mention':
    case 'hashtag':
    case 'text_mention':
      return <span class="mention">{inner}</span>
    default:
      return <>{inner}</>
  }
}

function Link({ url, children }: { url: string; children: Child }) {
  if (!/^(https?|mailto|tg|tel):/i.test(url)) return <>{children}</>
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}
