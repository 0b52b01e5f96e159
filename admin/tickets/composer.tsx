import type { Child } from 'hono/jsx'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { errorText, type FormErrors, type Typed } from '../http/forms.ts'
import { Csrf } from '../ui/field.tsx'
import { quietPost } from '../ui/quiet-post.ts'

const words = panelRu.composer

/** One box for answers and notes; the button says what happens. Live updates never touch it. */
export function Composer(props: {
  href: string
  csrf: string
  phone: boolean
  typed: Typed
  errors: FormErrors
  /** What whoever answers must bear in mind. */
  note: Child
}) {
  const error = props.errors.text
  const fileError = props.errors.files
  return (
    <form
      id="composer"
      class={error || fileError ? 'composer wrong' : 'composer'}
      hx-morph-skip=""
      enctype="multipart/form-data"
      {...quietPost(`${props.href}/reply`, 'composer')}
    >
      <Csrf token={props.csrf} />
      {props.note}
      <div class="composer-head">
        <label for="reply-text">
          <span class="for-reply">{words.label}</span>
          <span class="for-note">{words.noteLabel}</span>
        </label>
        <fieldset class="modes script-only" aria-label={words.mode}>
          <button type="button" class="small" data-compose="reply" aria-pressed="true">
            {words.asReply} <kbd>r</kbd>
          </button>
          <button type="button" class="small" data-compose="note" aria-pressed="false">
            {words.asNote} <kbd>n</kbd>
          </button>
        </fieldset>
      </div>
      <textarea
        id="reply-text"
        name="text"
        rows={3}
        required
        aria-describedby={error ? 'reply-error' : 'reply-hint'}
        {...(error ? { 'aria-invalid': 'true' } : {})}
        data-submit-keys=""
      >
        {props.typed.text ?? ''}
      </textarea>
      {error ? (
        <p class="error" id="reply-error">
          {errorText(error)}
        </p>
      ) : null}
      <div class="composer-files">
        <label for="reply-files">{words.files}</label>
        <input
          id="reply-files"
          type="file"
          name="files"
          multiple
          {...(fileError ? { 'aria-invalid': 'true', 'aria-describedby': 'files-error' } : {})}
        />
        {fileError ? (
          <p class="error" id="files-error">
            {errorText(fileError)}
          </p>
        ) : null}
      </div>
      <div class="composer-actions">
        <button type="submit" name="mode" value="answer" class="primary for-reply">
          {words.answer}
        </button>
        <button type="submit" name="mode" value="resolve" class="for-reply">
          {words.resolve}
        </button>
        <button
          type="submit"
          name="mode"
          value="question"
          class="for-reply"
          title={words.questionHint}
        >
          {words.question}
        </button>
        <button type="submit" name="mode" value="note" class="note-button" title={words.noteHint}>
          {words.note}
        </button>
        <span class="hint" id="reply-hint">
          {props.phone ? panelRu.ticket.phoneNoReply : <kbd>{words.ctrlEnter}</kbd>}
        </span>
      </div>
    </form>
  )
}
