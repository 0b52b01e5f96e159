import type { Typed } from '../http/forms.ts'

/** One of several choices that may be made together; each has a field of its own, `prefix:value`. */
export function Check(props: { name: string; label: string; typed: Typed }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        name={props.name}
        value="yes"
        {...(props.typed[props.name] === 'yes' ? { checked: true } : {})}
      />{' '}
      {props.label}
    </label>
  )
}

export function CheckList(props: {
  legend: string
  prefix: string
  options: readonly (readonly [string, string])[]
  typed: Typed
}) {
  return (
    <fieldset>
      <legend>{props.legend}</legend>
      <div class="ticket-line">
        {props.options.map(([value, label]) => (
          <Check name={`${props.prefix}:${value}`} label={label} typed={props.typed} />
        ))}
      </div>
    </fieldset>
  )
}

/** What was ticked under a prefix. */
export function chosen(typed: Typed, prefix: string): string[] {
  const start = `${prefix}:`
  return Object.keys(typed).flatMap((name) =>
    name.startsWith(start) ? [name.slice(start.length)] : [],
  )
}

/** The fields that show values as ticked. */
export function ticked(prefix: string, values: readonly string[]): Typed {
  return Object.fromEntries(values.map((value) => [`${prefix}:${value}`, 'yes']))
}
