import type { Child } from 'hono/jsx'
import { errorText, type FormErrors, type Typed } from '../http/forms.ts'

type FieldProps = {
  name: string
  label: string
  hint?: string
  typed: Typed
  errors: FormErrors
  required?: boolean
  /** Tells the fields of several forms on one page apart. */
  form?: string
}

function idOf(props: FieldProps): string {
  return `f-${props.form ? `${props.form}-` : ''}${props.name}`
}

/** Label, control, hint and error, tied together for screen readers. */
function Frame(props: FieldProps & { children: Child }) {
  const error = props.errors[props.name]
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={idOf(props)}>{props.label}</label>
      {props.children}
      {props.hint ? (
        <p class="hint" id={`${idOf(props)}-hint`}>
          {props.hint}
        </p>
      ) : null}
      {error ? (
        <p class="error" id={`${idOf(props)}-error`}>
          {errorText(error)}
        </p>
      ) : null}
    </div>
  )
}

function described(props: FieldProps): Record<string, string | boolean> {
  const error = props.errors[props.name]
  const ids = [
    ...(props.hint ? [`${idOf(props)}-hint`] : []),
    ...(error ? [`${idOf(props)}-error`] : []),
  ]
  return {
    ...(ids.length > 0 ? { 'aria-describedby': ids.join(' ') } : {}),
    ...(error ? { 'aria-invalid': 'true' } : {}),
    ...(props.required ? { required: true } : {}),
  }
}

export function TextField(
  props: FieldProps & {
    type?: string
    autocomplete?: string
    autofocus?: boolean
    inputmode?: 'tel' | 'email' | 'url' | 'numeric'
    maxlength?: number
  },
) {
  const isPassword = props.type === 'password'
  return (
    <Frame {...props}>
      <input
        id={idOf(props)}
        name={props.name}
        type={props.type ?? 'text'}
        value={isPassword ? '' : (props.typed[props.name] ?? '')}
        {...(props.autocomplete ? { autocomplete: props.autocomplete } : {})}
        {...(props.inputmode ? { inputmode: props.inputmode } : {})}
        {...(props.maxlength ? { maxlength: props.maxlength } : {})}
        {...(props.autofocus ? { autofocus: true } : {})}
        {...described(props)}
      />
    </Frame>
  )
}

export function TextArea(props: FieldProps & { rows: number }) {
  return (
    <Frame {...props}>
      <textarea id={idOf(props)} name={props.name} rows={props.rows} {...described(props)}>
        {props.typed[props.name] ?? ''}
      </textarea>
    </Frame>
  )
}

export function SelectField(
  props: FieldProps & { options: readonly (readonly [string, string])[] },
) {
  const chosen = props.typed[props.name]
  return (
    <Frame {...props}>
      <select id={idOf(props)} name={props.name} {...described(props)}>
        {props.options.map(([value, label]) => (
          <option value={value} {...(value === chosen ? { selected: true } : {})}>
            {label}
          </option>
        ))}
      </select>
    </Frame>
  )
}

/** The error of the whole form, announced at once. */
export function FormError(props: { errors: FormErrors }) {
  const key = props.errors.form
  return key ? (
    <p class="alert" role="alert">
      {errorText(key)}
    </p>
  ) : null
}

export function Csrf(props: { token: string }) {
  return <input type="hidden" name="csrf" value={props.token} />
}
