// Folders and list follow new mail; the open mail and a half-written form stay as they are.
async function refresh() {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (!response.ok) return
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const id of ['folders', 'mails']) {
    const fresh = page.getElementById(id)
    if (fresh) document.getElementById(id).replaceWith(fresh)
  }
}

const stream = new EventSource(document.body.dataset.events)
stream.addEventListener('mail', refresh)
let wasLost = false
stream.addEventListener('error', () => {
  wasLost = true
})
stream.addEventListener('open', () => {
  if (wasLost) refresh()
  wasLost = false
})
