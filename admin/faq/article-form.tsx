import { faqRu } from '../../src/i18n/panel.faq.ru.ts'
import type { FormErrors, Typed } from '../http/forms.ts'
import { publicWords } from '../public/locale.ts'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'

const words = faqRu.editor

/** Both languages side by side, so that they do not part. */
export function ArticleForm(props: {
  action: string
  csrf: string
  typed: Typed
  errors: FormErrors
  isNew?: boolean
}) {
  const { typed, errors } = props
  const sections = Object.entries(publicWords('ru').help.sections)
  const known = sections.some(([code]) => code === typed.product) || !typed.product
  const options = known
    ? sections
    : [...sections, [typed.product ?? '', typed.product ?? ''] as const]
  return (
    <form method="post" action={props.action} class="card">
      <Csrf token={props.csrf} />
      <input type="hidden" name="act" value="save" />
      {props.isNew ? (
        <TextField
          name="slug"
          label={words.slug}
          hint={words.slugHint}
          maxlength={80}
          required
          {...{ typed, errors }}
        />
      ) : null}
      <SelectField name="product" label={words.product} options={options} {...{ typed, errors }} />
      <TextField
        name="titleRu"
        label={words.titleRu}
        maxlength={300}
        required
        {...{ typed, errors }}
      />
      <TextArea name="answerRu" label={words.answerRu} rows={8} required {...{ typed, errors }} />
      <TextField
        name="titleKk"
        label={words.titleKk}
        hint={words.kazakhHint}
        maxlength={300}
        {...{ typed, errors }}
      />
      <TextArea name="answerKk" label={words.answerKk} rows={8} {...{ typed, errors }} />
      <TextField
        name="keywords"
        label={words.keywords}
        hint={words.keywordsHint}
        maxlength={1000}
        {...{ typed, errors }}
      />
      <TextField name="reviewAt" label={words.reviewAt} type="date" {...{ typed, errors }} />
      <button type="submit" class="primary">
        {words.save}
      </button>
    </form>
  )
}
