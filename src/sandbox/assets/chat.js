const { path, failed, lost } = document.body.dataset
const list = document.getElementById('messages')
const form = document.getElementById('write')
const input = form.elements.text
const context = document.getElementById('context')
const status = document.getElementById('status')
let typingTimer

function scrollDown() {
  list.scrollTop = list.scrollHeight
}

// Whoever reads the end stays there when pictures load or the keyboard changes the room.
let followsEnd = true
let lastTop = 0
list.addEventListener('scroll', () => {
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120
  if (isAtEnd) followsEnd = true
  else if (list.scrollTop < lastTop) followsEnd = false
  lastTop = list.scrollTop
})
function keepEnd() {
  if (followsEnd) scrollDown()
}
list.addEventListener('load', keepEnd, true)
new ResizeObserver(keepEnd).observe(list)

function toast(text) {
  const box = document.createElement('div')
  box.textContent = text
  document.getElementById('toasts').append(box)
  setTimeout(() => box.remove(), 4000)
}

async function post(url, body) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'x-requested-with': 'script' },
    })
    if (!response.ok) toast(`${failed} (${await response.text()})`)
    return response.ok
  } catch {
    toast(failed)
    return false
  }
}

function fields(values) {
  const data = new FormData()
  for (const [name, value] of Object.entries(values)) data.append(name, value)
  return data
}

function showStatus(text, busy) {
  status.textContent = text
  status.classList.toggle('busy', busy)
}

function calm() {
  clearTimeout(typingTimer)
  const blocked = document.body.dataset.blocked === 'true'
  showStatus(blocked ? status.dataset.blocked : status.dataset.online, false)
}

// Writing

function clearContext() {
  form.elements.reply_to.value = ''
  form.elements.edit.value = ''
  context.hidden = true
}

function setContext(name, id) {
  clearContext()
  const message = document.getElementById(`m${id}`)
  form.elements[name].value = id
  context.firstElementChild.textContent = message.dataset.text || '…'
  context.hidden = false
  if (name === 'edit') input.value = message.dataset.text
  input.focus()
}

function resizeInput() {
  input.style.height = 'auto'
  input.style.height = `${Math.min(input.scrollHeight + 2, 160)}px`
}

async function write() {
  if (input.value.trim() === '') return
  const data = new FormData(form)
  const text = input.value
  input.value = ''
  clearContext()
  resizeInput()
  if (!(await post(form.action, data))) input.value = text
}

input.addEventListener('input', resizeInput)
input.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault()
    write()
  }
  if (event.key === 'Escape') clearContext()
})

document.addEventListener('submit', (event) => {
  const target = event.target
  if (target.closest('#people')) return
  event.preventDefault()
  if (target === form) {
    write()
    return
  }
  const data = new FormData(target)
  if (event.submitter?.name) data.set(event.submitter.name, event.submitter.value)
  closeMenus()
  post(target.action, data)
})

document.addEventListener('change', async (event) => {
  const picker = event.target.closest('[data-upload]')
  if (!picker || picker.files.length === 0) return
  const data = fields({ kind: picker.dataset.upload, caption: input.value.trim() })
  for (const file of picker.files) data.append('file', file)
  closeMenus()
  if (await post(`${path}/media`, data)) {
    input.value = ''
    resizeInput()
  }
  picker.value = ''
})

document.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (button?.dataset.send) post(`${path}/text`, fields({ text: button.dataset.send }))
  if (button?.dataset.post) post(button.dataset.post, new FormData())
  if (button?.dataset.reply) setContext('reply_to', button.dataset.reply)
  if (button?.dataset.edit) setContext('edit', button.dataset.edit)
  if (button && 'cancel' in button.dataset) clearContext()
  const people = document.getElementById('people')
  if (button?.dataset.toggle) people.classList.toggle('open')
  else if (!event.target.closest('#people')) people.classList.remove('open')
  if (button || !event.target.closest('details')) closeMenus(button ? null : event.target)
})

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeMenus()
})

function closeMenus(except) {
  for (const menu of document.querySelectorAll('main details[open]')) {
    if (!except || !menu.contains(except)) menu.open = false
  }
}

document.addEventListener(
  'toggle',
  (event) => {
    if (!event.target.open) return
    for (const menu of document.querySelectorAll('main details[open]')) {
      if (menu !== event.target) menu.open = false
    }
    // A menu near the lower edge opens upwards.
    const popover = event.target.querySelector('.actions .popover')
    if (!popover) return
    const room = list.getBoundingClientRect().bottom - event.target.getBoundingClientRect().bottom
    popover.style.bottom = room < popover.offsetHeight + 8 ? '2rem' : ''
  },
  true,
)

// Living

function upsert({ id, html, fromBot }) {
  const known = document.getElementById(`m${id}`)
  if (known) {
    known.outerHTML = html
  } else {
    list.querySelector('.empty')?.remove()
    list.insertAdjacentHTML('beforeend', html)
    if (fromBot) calm()
  }
  keepEnd()
}

const handlers = {
  history: (html) => {
    list.innerHTML = html
    scrollDown()
    calm()
  },
  message: upsert,
  deleted: (ids) => {
    for (const id of ids) document.getElementById(`m${id}`)?.remove()
  },
  keyboard: (html) => {
    document.getElementById('reply-keyboard').innerHTML = html
  },
  typing: () => {
    showStatus(status.dataset.typing, true)
    clearTimeout(typingTimer)
    typingTimer = setTimeout(calm, 5000)
  },
  blocked: (blocked) => {
    document.body.dataset.blocked = String(blocked)
    calm()
  },
  toast: ({ text, showAlert }) => (showAlert ? window.alert(text) : toast(text)),
  call: ({ method, ok }) => {
    const line = document.createElement('li')
    line.textContent = method
    line.className = ok ? 'ok' : 'refused'
    const calls = document.getElementById('calls')
    calls.append(line)
    while (calls.childElementCount > 40) calls.firstElementChild.remove()
    line.scrollIntoView({ block: 'nearest' })
  },
}

const stream = new EventSource(`${path}/events`)
for (const [name, handle] of Object.entries(handlers)) {
  stream.addEventListener(name, (event) => handle(JSON.parse(event.data)))
}
stream.addEventListener('error', () => showStatus(lost, true))
scrollDown()
