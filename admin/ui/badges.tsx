import { panelRu } from '../../src/i18n/panel.ru.ts'
import { dueState, fullTime, relativeTime, shortTime } from './time.tsx'

const words = panelRu

export function PriorityBadge(props: { priority: keyof typeof words.priorities }) {
  return <span class={`badge priority-${props.priority}`}>{words.priorities[props.priority]}</span>
}

export function StatusBadge(props: { status: keyof typeof words.statuses }) {
  return <span class={`badge status-${props.status}`}>{words.statuses[props.status]}</span>
}

export function ChannelMark(props: { channel: keyof typeof words.channels }) {
  return (
    <span class={`channel channel-${props.channel}`} title={words.channels[props.channel]}>
      <span aria-hidden="true">{words.channelsShort[props.channel]}</span>
      <span class="unseen">{words.channels[props.channel]}</span>
    </span>
  )
}

/** The regulation's limit: state in colour and in words, moment, distance. */
export function DueMark(props: { ticket: { dueAt: Date | null; status: string }; now: Date }) {
  const { dueAt } = props.ticket
  const state = dueState(props.ticket, props.now)
  if (dueAt === null) return <span class="due due-none">—</span>
  return (
    <span class={`due due-${state}`}>
      <time dateTime={dueAt.toISOString()} title={fullTime(dueAt)}>
        {shortTime(dueAt, props.now)}
      </time>{' '}
      <small>
        {state === 'late' ? `${words.time.overdue} ` : null}
        {state === 'paused' ? (
          words.time.paused
        ) : (
          <time dateTime={dueAt.toISOString()} data-relative="">
            {relativeTime(dueAt, props.now)}
          </time>
        )}
      </small>
    </span>
  )
}
