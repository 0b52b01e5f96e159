import { incidentTexts } from '../../src/i18n/incidents.ts'
import { type Locale, locales } from '../../src/i18n/locale.ts'
import { incidentsRu as words } from '../../src/i18n/panel.incidents.ru.ts'
import { type Symptom, symptoms } from '../../src/incidents/symptoms.ts'
import type { FormErrors, Typed } from '../http/forms.ts'
import { SelectField, TextArea, TextField } from '../ui/field.tsx'

type Props = { typed: Typed; errors: FormErrors }

const suffix = { ru: 'Ru', kk: 'Kk', en: 'En' } as const satisfies Record<Locale, string>
type Stage = keyof ReturnType<typeof incidentTexts>['drafts']

/** The drafts that staff begin with: titles by what fails, texts by how far we are. */
export function drafts(symptom: Symptom, stage: Stage): Typed {
  return Object.fromEntries(
    locales.flatMap((locale) => {
      const t = incidentTexts(locale)
      return [
        [`title${suffix[locale]}`, t.titles[symptom]],
        [`text${suffix[locale]}`, t.drafts[stage]],
      ]
    }),
  )
}

export const symptomNames: [string, string][] = symptoms.map((one) => [
  one,
  incidentTexts('ru').titles[one],
])

export function stageNames(without: readonly string[] = []): [string, string][] {
  return Object.entries(incidentTexts('ru').stages).filter(([stage]) => !without.includes(stage))
}

/** What the incident is about, and its name in the three languages. */
export function SubjectFields(props: Props & { products: [string, string][] }) {
  const { typed, errors } = props
  return (
    <>
      <div class="pair">
        <SelectField
          name="product"
          label={words.product}
          options={[['', words.anyProduct], ...props.products]}
          typed={typed}
          errors={errors}
        />
        <SelectField
          name="symptom"
          label={words.symptom}
          options={[['', words.anySymptom], ...symptomNames]}
          typed={typed}
          errors={errors}
        />
      </div>
      <label class="check">
        <input
          type="checkbox"
          name="affectsAll"
          {...(typed.affectsAll === 'on' ? { checked: true } : {})}
        />{' '}
        {words.affectsAll}
      </label>
      <p class="hint">{words.affectsAllHint}</p>
      {locales.map((locale) => (
        <TextField
          name={`title${suffix[locale]}`}
          label={words[`title${suffix[locale]}`]}
          required
          maxlength={200}
          typed={typed}
          errors={errors}
        />
      ))}
    </>
  )
}

/** What clients read, in the three languages. */
export function TextFields({ typed, errors }: Props) {
  return (
    <>
      {locales.map((locale) => (
        <TextArea
          name={`text${suffix[locale]}`}
          label={words[`text${suffix[locale]}`]}
          rows={3}
          required
          typed={typed}
          errors={errors}
        />
      ))}
    </>
  )
}
