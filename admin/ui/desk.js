/* Keys, live refresh and drafts of the desk. Every page also works without this file. */
{
  const live = document.getElementById('live')
  const announce = document.getElementById('announce')
  const liveState = document.getElementById('live-state')
  document.documentElement.classList.add('scripted')

  const byId = (id) => document.getElementById(id)
  const say = (text) => {
    announce.textContent = ''
    // A moment between, or the same sentence is not read out twice.
    setTimeout(() => {
      announce.textContent = text
    }, 50)
  }
  const flash = (text) => {
    const line = document.createElement('p')
    line.className = 'alert'
    line.setAttribute('role', 'alert')
    line.textContent = text
    byId('flash').replaceChildren(line)
  }

  /* Live refresh: the stream names tickets, the parts concerned fetch themselves. */
  const ticketPage = () => document.querySelector('[data-ticket-page]')
  /* The menu of further pages closes like a menu. */
  const menu = document.querySelector('.more')
  document.addEventListener('click', (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false
  })
  menu?.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    menu.open = false
    menu.querySelector('summary').focus()
  })
  let pending = null
  const refresh = (id) => {
    clearTimeout(pending)
    pending = setTimeout(() => htmx.trigger(byId(id), 'refresh'), 120)
  }
  live?.addEventListener('ticket', (event) => {
    if (byId('queue')) refresh('queue')
    if (ticketPage()?.dataset.ticketPage === event.detail.data) refresh('ticket-live')
  })
  live?.addEventListener('alerts', () => {
    htmx.trigger(byId('alert-count'), 'refresh')
    if (byId('alerts')) refresh('alerts')
  })
  let first = true
  live?.addEventListener('resync', () => {
    liveState.textContent = ''
    // The page that has just been read is fresh.
    if (first) first = false
    else if (byId('queue')) refresh('queue')
    else if (byId('ticket-live')) refresh('ticket-live')
  })
  live?.addEventListener('htmx:sse:error', (event) => {
    if (event.detail.status === 401) flash(live.dataset.signedOut)
    else liveState.textContent = live.dataset.stale
  })

  /* What came back must hold what is to be replaced; otherwise everything stays as it is. */
  document.addEventListener('htmx:before:swap', (event) => {
    const main = event.detail.tasks?.find((task) => task.type === 'main')
    if (event.detail.ctx?.select && main && main.fragment.childElementCount === 0) {
      event.preventDefault()
    }
  })
  const wasSending = (event) => event.detail.ctx?.request?.method === 'POST'
  document.addEventListener('htmx:response:error', (event) => {
    if (!wasSending(event)) return
    const status = event.detail.ctx.response.status
    if (status === 401) flash(live.dataset.signedOut)
    else if (![409, 422, 429].includes(status)) flash(live.dataset.failed)
  })
  document.addEventListener('htmx:error', (event) => {
    if (wasSending(event)) flash(live.dataset.offline)
  })

  let seen = new Set(rowIds())
  function rowIds() {
    return [...document.querySelectorAll('tr[data-ticket]')].map((row) => row.dataset.ticket)
  }
  document.addEventListener('htmx:after:swap', (event) => {
    freshenTimes()
    const ids = rowIds()
    if (byId('queue')) {
      const fresh = ids.filter((id) => !seen.has(id))
      for (const id of fresh) byId(`t-${id}`)?.classList.add('fresh')
      if (fresh.length > 0) say(byId('queue').dataset.announce.replace('%', String(fresh.length)))
      seen = new Set([...seen, ...ids])
    }
    const source = event.detail.ctx?.sourceElement
    if (source?.id === 'composer' || source?.closest?.('#composer')) sent()
    if (document.activeElement === document.body && wasSending(event)) byId('main').focus()
  })

  /* Times say how far away they are, and keep saying it right. */
  const words = new Intl.RelativeTimeFormat('ru', { numeric: 'always', style: 'short' })
  function freshenTimes() {
    for (const time of document.querySelectorAll('time[data-relative]')) {
      const ms = Date.parse(time.dateTime) - Date.now()
      const size = Math.abs(ms)
      if (size < 60_000) continue
      const [unit, per] =
        size < 3_600_000
          ? ['minute', 60_000]
          : size < 86_400_000
            ? ['hour', 3_600_000]
            : ['day', 86_400_000]
      const text = words.format(Math.trunc(ms / per), unit)
      if (time.textContent !== text) time.textContent = text
    }
  }
  setInterval(freshenTimes, 30_000)

  /* The box for answers: two modes, so that a note is never sent to a client by habit. */
  const composer = () => byId('composer')
  const box = () => byId('reply-text')
  const draftKey = () => `draft:${ticketPage()?.dataset.ticketPage}`
  function setMode(mode) {
    const form = composer()
    if (!form) return
    form.dataset.mode = mode
    for (const button of form.querySelectorAll('[data-compose]')) {
      button.setAttribute('aria-pressed', String(button.dataset.compose === mode))
    }
    keepDraft()
  }
  function compose(mode) {
    setMode(mode)
    return focusOn('reply-text')
  }
  function keepDraft() {
    const text = box()?.value ?? ''
    if (text === '') sessionStorage.removeItem(draftKey())
    else sessionStorage.setItem(draftKey(), JSON.stringify([composer().dataset.mode, text]))
  }
  function sent() {
    if (composer()?.classList.contains('wrong')) return
    sessionStorage.removeItem(draftKey())
    setMode('reply')
    box()?.focus()
  }
  if (composer()) {
    const draft = sessionStorage.getItem(draftKey())
    const posted = new URLSearchParams(location.search).has('done')
    if (posted) sessionStorage.removeItem(draftKey())
    const [mode, text] = draft && !posted ? JSON.parse(draft) : ['reply', '']
    if (text !== '' && box().value === '') box().value = text
    setMode(mode)
  }
  /* A long conversation opens at its end, where the answer is written. */
  const lastWord = document.querySelector('.messages > li:last-child')
  if (lastWord && !location.hash && lastWord.getBoundingClientRect().bottom > innerHeight) {
    lastWord.scrollIntoView({ block: 'end' })
  }
  document.addEventListener('input', (event) => {
    if (event.target.id === 'reply-text') keepDraft()
  })

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-open], [data-compose], [data-copy]')
    if (!button) return
    if (button.dataset.open) byId(button.dataset.open).showModal()
    if (button.dataset.compose) compose(button.dataset.compose)
    if (button.dataset.copy) navigator.clipboard?.writeText(button.dataset.copy)
  })

  /* Keys, by their place on the keyboard: the layout may be Russian, Kazakh or English. */
  const single = byId('single-keys')
  if (single) {
    single.checked = localStorage.getItem('single-keys') !== 'off'
    single.addEventListener('change', () => {
      localStorage.setItem('single-keys', single.checked ? 'on' : 'off')
    })
  }
  const move = (step) => {
    const links = [...document.querySelectorAll('.row-link')]
    if (links.length === 0) return false
    const at = links.indexOf(document.activeElement)
    const to = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step
    links[Math.min(Math.max(to, 0), links.length - 1)].focus()
    return true
  }
  const focusOn = (id) => {
    const field = byId(id)
    field?.focus()
    return Boolean(field)
  }
  let afterG = 0
  const keys = {
    KeyJ: () => move(1),
    KeyK: () => move(-1),
    KeyR: () => compose('reply'),
    KeyN: () => compose('note'),
    Slash: () => focusOn('search'),
    KeyG: () => {
      afterG = performance.now()
      return true
    },
  }
  const places = { KeyQ: '/desk', KeyP: '/desk/phone' }
  document.addEventListener('keydown', (event) => {
    const field = event.target.closest?.('input, textarea, select, [contenteditable]')
    if (
      event.key === 'Enter' &&
      (event.ctrlKey || event.metaKey) &&
      event.target.dataset.submitKeys !== undefined
    ) {
      event.preventDefault()
      const mode = composer().dataset.mode === 'note' ? 'note' : 'answer'
      event.target.form.requestSubmit(event.target.form.querySelector(`[value="${mode}"]`))
      return
    }
    if (event.key === 'Escape' && field && !document.querySelector('dialog[open]')) {
      field.blur()
      return
    }
    if (field || event.ctrlKey || event.metaKey || event.altKey) return
    if (document.querySelector('dialog[open]')) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (
        document.activeElement?.matches('.row-link') &&
        move(event.key === 'ArrowDown' ? 1 : -1)
      ) {
        event.preventDefault()
      }
      return
    }
    if (!single?.checked) return
    if (event.key === '?') {
      event.preventDefault()
      byId('keys').showModal()
      return
    }
    if (event.shiftKey) return
    if (places[event.code] && performance.now() - afterG < 1500) {
      event.preventDefault()
      location.assign(places[event.code])
      return
    }
    if (keys[event.code]?.()) event.preventDefault()
  })
}
