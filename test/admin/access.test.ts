import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFirstAdminInvite } from '../../src/staff/create-first-admin-invite.ts'
import {
  buildStaff,
  buildTicket,
  type Desk,
  password,
  signedIn,
  startDesk,
  Visitor,
} from './desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await startDesk()
})
afterAll(() => desk.close())

describe('before anybody has signed in', () => {
  test.each(['/desk', '/desk/phone', '/desk/undelivered', '/desk/tickets/KNS-100-000-009'])(
    '%s leads to the sign-in page and back',
    async (path) => {
      const response = await desk.app.request(path)
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toBe(
        `/desk/sign-in?next=${encodeURIComponent(path)}`,
      )
    },
  )

  test('files and events are refused to strangers', async () => {
    const file = await desk.app.request('/desk/files/018f0000-0000-7000-8000-000000000000')
    expect(file.status).toBe(303)
    const events = await desk.app.request('/desk/events', { headers: { 'HX-Request': 'true' } })
    expect(events.status).toBe(401)
  })

  test('every answer carries the strict policy', async () => {
    for (const path of ['/', '/desk/sign-in', '/help', '/nothing']) {
      const { headers } = await desk.app.request(path)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
  })

  test('no page holds an inline script, style or handler', async () => {
    for (const path of ['/', '/desk/sign-in', '/help']) {
      const html = await (await desk.app.request(path)).text()
      expect(html).not.toMatch(/<style|style="|<script(?![^>]* src=)|\son\w+="/)
    }
  })
})

describe('the first administrator', () => {
  test('comes by a link that works once, and looking at it uses nothing up', async () => {
    const invite = await createFirstAdminInvite(desk.ctx)
    const path = `/desk/welcome/${invite?.token}`
    const visitor = new Visitor(desk.app)
    expect((await visitor.get(path)).status).toBe(200)
    const short = await visitor.post(path, {
      name: 'Анна',
      email: 'anna@kense.app',
      password: 'short',
    })
    expect(short.status).toBe(422)
    expect(await short.text()).toContain('value="anna@kense.app"')
    const done = await visitor.post(path, { name: 'Анна', email: 'anna@kense.app', password })
    expect(done.headers.get('location')).toBe('/desk')
    expect((await visitor.get('/desk')).status).toBe(200)
    expect((await new Visitor(desk.app).get(path)).status).toBe(404)
    expect(await createFirstAdminInvite(desk.ctx)).toBeNull()
  })
})

describe('signing in', () => {
  test('a wrong password and an unknown address read the same, and the address stays typed', async () => {
    await buildStaff(desk.ctx)
    const texts = []
    for (const email of ['operator@kense.app', 'nobody@kense.app']) {
      const response = await new Visitor(desk.app).post('/desk/sign-in', {
        email,
        password: 'wrong password',
      })
      expect(response.status).toBe(403)
      const html = await response.text()
      expect(html).toContain(`value="${email}"`)
      texts.push(html.replaceAll(email, ''))
    }
    expect(texts[0]).toBe(texts[1])
  })

  test('the cookie is closed to scripts and to other sites', async () => {
    const visitor = new Visitor(desk.app)
    const response = await visitor.post('/desk/sign-in', { email: 'operator@kense.app', password })
    const cookie = response.headers.get('set-cookie')
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
  })

  test('over https the cookie is secure and bound to the host', async () => {
    const secure = await startDesk({
      config: {
        publicUrl: 'https://support.kense.app',
        secretKey: 'k'.repeat(40),
        supportAddress: 'support@kense.app',
      },
    })
    try {
      await buildStaff(secure.ctx)
      const visitor = new Visitor(secure.app)
      const response = await visitor.post(
        '/desk/sign-in',
        { email: 'operator@kense.app', password },
        { Origin: 'https://support.kense.app' },
      )
      expect(response.headers.get('set-cookie')).toMatch(/^__Host-.*Path=\/.*Secure/)
      expect(response.headers.get('strict-transport-security')).toBeTruthy()
    } finally {
      await secure.close()
    }
  })

  test.each(['https://evil.example/', '//evil.example', '/desk/\\evil', '/rate/x'])(
    'nobody is sent on to %s',
    async (next) => {
      const response = await new Visitor(desk.app).post('/desk/sign-in', {
        email: 'operator@kense.app',
        password,
        next,
      })
      expect(response.headers.get('location')).toBe('/desk')
    },
  )

  test('after signing out the old cookie opens nothing', async () => {
    const visitor = await signedIn(desk, 'operator@kense.app')
    const { cookie } = visitor
    await visitor.post('/desk/sign-out', {})
    const response = await desk.app.request('/desk', { headers: { Cookie: cookie } })
    expect(response.status).toBe(303)
  })
})

describe('forms', () => {
  test('from another site are refused', async () => {
    const visitor = await signedIn(desk, 'operator@kense.app')
    const ticket = await buildTicket(desk.ctx)
    const foreign = await visitor.post(
      `${ticket.href}/reply`,
      { text: 'Здравствуйте' },
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
    )
    expect(foreign.status).toBe(403)
    const none = await visitor.post(`${ticket.href}/reply`, { text: 'Здравствуйте' }, {})
    expect(none.status).toBe(403)
  })

  test('without the token of the session are refused', async () => {
    const visitor = await signedIn(desk, 'operator@kense.app')
    const other = await signedIn(desk, 'anna@kense.app')
    const ticket = await buildTicket(desk.ctx)
    for (const csrf of ['', 'x', other.csrf]) {
      const response = await visitor.post(`${ticket.href}/reply`, { csrf, text: 'Здравствуйте' })
      expect(response.status).toBe(403)
    }
  })

  test('an auditor reads a ticket but finds no way to change it', async () => {
    await buildStaff(desk.ctx, 'auditor')
    const visitor = await signedIn(desk, 'auditor@kense.app')
    const ticket = await buildTicket(desk.ctx)
    expect(await (await visitor.get(ticket.href)).text()).not.toContain('id="composer"')
    const response = await visitor.post(`${ticket.href}/reply`, { text: 'Здравствуйте' })
    expect(response.status).toBe(403)
  })
})
