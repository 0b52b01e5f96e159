import { platformRu } from '../../src/i18n/panel.platform.ru.ts'
import type { ApiKeyItem } from '../../src/platform/queries.ts'
import { type ApiScope, apiScopes } from '../../src/platform/scopes.ts'
import type { DeskEnv } from '../deps.ts'
import { errorText, type FormErrors } from '../http/forms.ts'
import { Csrf, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

const words = platformRu.key

type Props = {
  vars: DeskEnv['Variables']
  keys: ApiKeyItem[]
  manages: boolean
  /** Of a key just made. */
  secret: string | undefined
  typed: Record<string, string>
  errors: FormErrors
}

/** Keys of the HTTP interface: who has one, what for, and since when it is unused. */
export function ApiKeys(props: Props) {
  return (
    <>
      <section class="card" aria-labelledby="keys-heading">
        <h2 id="keys-heading">{platformRu.keys}</h2>
        <p class="hint">
          {platformRu.keysIntro}
          <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>
        </p>
        {props.secret ? (
          <p class="done" role="status">
            {words.secret}: <code class="invite-link">{props.secret}</code> {words.once}
          </p>
        ) : null}
        {props.keys.length === 0 ? <p class="empty">{platformRu.noKeys}</p> : null}
        <ul class="others">
          {props.keys.map((key) => (
            <KeyRow item={key} {...props} />
          ))}
        </ul>
      </section>
      {props.manages ? <NewKey {...props} /> : null}
    </>
  )
}

function KeyRow(props: Props & { item: ApiKeyItem }) {
  const { item } = props
  const now = props.vars.ctx.now()
  const over = item.expiresAt !== null && item.expiresAt <= now
  return (
    <li>
      <strong>{item.name}</strong>{' '}
      {item.revokedAt ? <span class="badge">{words.revoked}</span> : null}
      {over && !item.revokedAt ? <span class="badge">{words.over}</span> : null}
      <br />
      {item.scopes.map((scope) => platformRu.scopes[scope as ApiScope] ?? scope).join(', ')}
      <br />
      <small>
        {words.made} <When at={item.createdAt} now={now} />, {item.createdBy};{' '}
        {item.lastUsedAt ? (
          <>
            {words.used} <When at={item.lastUsedAt} now={now} />
          </>
        ) : (
          words.unused
        )}
      </small>
      {props.manages && !item.revokedAt ? (
        <form method="post" action={`/desk/platform/keys/${item.id}/revoke`}>
          <Csrf token={props.vars.csrf} />
          <button type="submit" class="small">
            {words.revoke}
            <span class="unseen"> {item.name}</span>
          </button>
        </form>
      ) : null}
    </li>
  )
}

function NewKey(props: Props) {
  const { typed, errors } = props
  const chosen = (typed.scopes ?? '').split(' ')
  return (
    <form method="post" action="/desk/platform/keys" class="card">
      <h2>{words.create}</h2>
      <Csrf token={props.vars.csrf} />
      <div class="pair">
        <TextField name="name" label={words.name} typed={typed} errors={errors} required />
        <TextField
          name="expiresAt"
          type="date"
          label={words.expiresAt}
          typed={typed}
          errors={errors}
        />
      </div>
      <fieldset>
        <legend>{words.scopes}</legend>
        {errors.scopes ? (
          <p class="alert" role="alert">
            {errorText(errors.scopes)}
          </p>
        ) : null}
        {apiScopes.map((scope) => (
          <label class="check">
            <input
              type="checkbox"
              name="scopes"
              value={scope}
              {...(chosen.includes(scope) ? { checked: true } : {})}
            />{' '}
            {platformRu.scopes[scope]}
          </label>
        ))}
      </fieldset>
      <button type="submit" class="primary">
        {words.create}
      </button>
    </form>
  )
}
