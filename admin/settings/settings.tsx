import type { Hono } from 'hono'
import { requireStaff } from '../../src/context.ts'
import { settingsRu as words } from '../../src/i18n/panel.settings.ru.ts'
import { formatPhone } from '../../src/people/phone.ts'
import { readSettings } from '../../src/settings/current-settings.ts'
import { type SettingKey, settingKeys } from '../../src/settings/settings.ts'
import {
  settingsRoles,
  type UpdateSettingsInput,
  updateSettings,
} from '../../src/settings/update-settings.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextField } from '../ui/field.tsx'

export function settingsRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/settings', async (c) => {
    requireStaff(c.var.ctx, settingsRoles)
    const settings = await readSettings(c.var.ctx.db)
    const typed = {
      ...Object.fromEntries(settingKeys.map((key) => [key, String(settings[key])])),
      supportPhone: formatPhone(settings.supportPhone),
    }
    return c.html(<SettingsPage {...c.var} typed={typed} errors={{}} done={c.req.query('done')} />)
  })

  desk.post('/settings', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const given = Object.fromEntries(
      settingKeys.flatMap((key) => (typed[key] === undefined ? [] : [[key, typed[key]]])),
    ) as UpdateSettingsInput
    const outcome = await attempt(() => updateSettings(c.var.ctx, given))
    if (outcome.ok) return c.redirect('/desk/settings?done=settings', 303)
    c.status(outcome.status)
    return c.html(<SettingsPage {...c.var} typed={typed} errors={outcome.errors} />)
  })
}

function SettingsPage(
  props: DeskEnv['Variables'] & { typed: Typed; errors: FormErrors; done?: string | undefined },
) {
  const { typed, errors } = props
  const field = (name: SettingKey) => ({
    name,
    label: words[name],
    typed,
    errors,
    required: true,
    maxlength: 500,
  })
  return (
    <DeskPage
      title={words.title}
      section="settings"
      session={props.session}
      csrf={props.csrf}
      done={props.done}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <form method="post" action="/desk/settings" class="card">
          <Csrf token={props.csrf} />
          <fieldset>
            <legend>{words.company}</legend>
            <div class="pair">
              <TextField {...field('companyNameRu')} />
              <TextField {...field('companyNameKk')} />
              <TextField {...field('companyNameEn')} />
              <TextField {...field('companyBin')} inputmode="numeric" />
            </div>
          </fieldset>
          <fieldset>
            <legend>{words.documents}</legend>
            <p class="hint">{words.documentsHint}</p>
            <TextField {...field('agreementUrl')} type="url" inputmode="url" />
            <TextField {...field('offerUrl')} type="url" inputmode="url" />
            <TextField {...field('privacyUrl')} type="url" inputmode="url" />
          </fieldset>
          <fieldset>
            <legend>{words.work}</legend>
            <div class="pair">
              <TextField {...field('supportPhone')} type="tel" inputmode="tel" />
              <TextField {...field('autoCloseDays')} type="number" inputmode="numeric" />
            </div>
            <TextField {...field('documentKinds')} required={false} />
            <SelectField
              {...field('compromiseUnverified')}
              options={Object.entries(words.compromiseChoices)}
            />
          </fieldset>
          <fieldset>
            <legend>{words.dealTickets}</legend>
            <div class="pair">
              <SelectField {...field('dealTickets')} options={Object.entries(words.dealChoices)} />
              <TextField {...field('dealMost')} type="number" inputmode="numeric" />
            </div>
          </fieldset>
          <fieldset>
            <legend>{words.tariffs}</legend>
            <SelectField
              {...field('tariffExpiry')}
              options={Object.entries(words.tariffExpiryChoices)}
            />
            <TextField {...field('tariffReminders')} required={false} />
          </fieldset>
          <button type="submit" class="primary">
            {words.submit}
          </button>
        </form>
      </main>
    </DeskPage>
  )
}
