import { panelRu } from '../../src/i18n/panel.ru.ts'
import { isoLocal, parseLocal } from '../../src/sla/astana-time.ts'
import type { Attempt, FormErrors, Typed } from '../http/forms.ts'
import { attempt } from '../http/forms.ts'
import { SelectField, TextField } from '../ui/field.tsx'

const words = panelRu.phone

/** A call that has just come, to be corrected. */
export function callNow(now: Date): Typed {
  return { calledAt: isoLocal(now).slice(0, 16), locale: 'ru' }
}

export type Caller = {
  phone: string
  callerName: string
  calledAt: Date
  locale: 'ru' | 'kk' | 'en'
}

/** Who called, when and in which language, handed to what is done about the call. */
export async function attemptOfCall<T>(
  typed: Typed,
  work: (caller: Caller) => Promise<T>,
): Promise<Attempt<T>> {
  const calledAt = parseLocal(typed.calledAt ?? '')
  if (calledAt === null) return { ok: false, errors: { calledAt: 'timeMalformed' }, status: 422 }
  return attempt(
    () =>
      work({
        phone: typed.phone ?? '',
        callerName: typed.callerName ?? '',
        calledAt,
        locale: (typed.locale ?? 'ru') as Caller['locale'],
      }),
    { phoneMalformed: 'phone', calledInFuture: 'calledAt' },
  )
}

/** The first fields of every form about a call (definition 4, R5; Annex 1, 4.1). */
export function CallerFields(props: { typed: Typed; errors: FormErrors }) {
  return (
    <>
      <div class="pair">
        <TextField
          {...props}
          name="phone"
          label={words.phone}
          hint={words.phoneHint}
          type="tel"
          inputmode="tel"
          required
          autofocus
        />
        <TextField {...props} name="callerName" label={words.callerName} maxlength={200} />
      </div>
      <div class="pair">
        <TextField
          {...props}
          name="calledAt"
          label={words.calledAt}
          hint={words.calledAtHint}
          type="datetime-local"
          required
        />
        <SelectField
          {...props}
          name="locale"
          label={words.locale}
          options={Object.entries(panelRu.locales)}
        />
      </div>
    </>
  )
}
