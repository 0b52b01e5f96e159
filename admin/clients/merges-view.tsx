import { mergeRu } from '../../src/i18n/panel.merge.ru.ts'
import { When } from '../ui/time.tsx'
import { type CardProps, may, VerbForm } from './card-view.tsx'

/** Doubles that were joined to this client or its people, and the way to join another. */
export function Merges(props: CardProps) {
  const mayMerge = may(props, 'clients.merge')
  if (props.merges.length === 0 && !mayMerge) return null
  return (
    <section class="card" aria-labelledby="merges-title">
      <h2 id="merges-title">{mergeRu.merges}</h2>
      <ul class="others">
        {props.merges.map((one) => (
          <li>
            {mergeRu.kinds[one.kind]} <strong>{one.name}</strong>{' '}
            <small>
              <When at={one.at} now={props.vars.ctx.now()} />
            </small>{' '}
            {mayMerge ? (
              <VerbForm card={props} verb="undoMerge">
                <input type="hidden" name="mergeId" value={one.id} />
                <button type="submit" class="small">
                  {mergeRu.undo}
                </button>
              </VerbForm>
            ) : null}
          </li>
        ))}
      </ul>
      {mayMerge ? (
        <p>
          <a class="button" href={`/desk/clients/${props.page.client.id}/merge`}>
            {mergeRu.clientTitle}
          </a>
        </p>
      ) : null}
    </section>
  )
}
