import { call } from './api.js'

const REFRESH_MS = 5000

const view = Object.fromEntries(
  ['login', 'logout', 'channels', 'rows', 'empty', 'add', 'notice'].map((id) => [
    id,
    document.getElementById(id),
  ]),
)

/** What was loaded last, and when: countdowns are computed from it. */
let loaded = { channels: undefined, at: 0 }
let isLoggedIn = false

function show(message) {
  view.notice.textContent = message
  view.notice.hidden = message === ''
}

function showLogin(on) {
  isLoggedIn = !on
  view.login.hidden = !on
  view.logout.hidden = on
  view.channels.hidden = on
}

/** Runs what a click asked for, and shows what came of it. */
function attempt(action) {
  Promise.resolve()
    .then(action)
    .then(
      () => show(''),
      (error) => {
        if (error.status === 401 && isLoggedIn) showLogin(true)
        show(error.message)
      },
    )
}

async function load() {
  const before = loaded.channels
  try {
    loaded = { channels: await call('GET', '/admin/channels'), at: Date.now() }
  } catch (error) {
    if (error.status !== 401) throw error
    return showLogin(true)
  }
  showLogin(false)
  // Buttons keep the focus while nothing has changed.
  if (toText(before) !== toText(loaded.channels)) render()
}

function toText(channels) {
  return JSON.stringify(channels, (key, value) =>
    key === 'cooldown_remaining_ms' ? undefined : value,
  )
}

/** Text only, so that nothing a channel is named can become markup. */
function cell(text, className = '') {
  const element = document.createElement('td')
  element.textContent = text
  element.className = className
  return element
}

function button(label, action) {
  const element = document.createElement('button')
  element.type = 'button'
  element.className = 'quiet'
  element.textContent = label
  element.addEventListener('click', () => attempt(action))
  return element
}

function stateCell(channel) {
  if (!channel.enabled) return cell('off', 'off')
  const remainingMs = (channel.cooldown_remaining_ms ?? 0) - (Date.now() - loaded.at)
  if (remainingMs <= 0) return cell('on', 'on')
  return cell(`cooling, ${Math.ceil(remainingMs / 1000)} s`, 'cooling')
}

function actionsCell(channel) {
  const path = `/admin/channels/${channel.id}`
  const element = cell('', 'actions')
  if (channel.cooldown_until) {
    element.append(
      button('Wake', () => call('DELETE', `/admin/cooldowns/${channel.id}`).then(load)),
    )
  }
  const toggle = () => call('PATCH', path, { enabled: !channel.enabled }).then(load)
  element.append(
    button(channel.enabled ? 'Disable' : 'Enable', toggle),
    button('Delete', async () => {
      if (confirm(`Delete channel ${channel.name}?`)) await call('DELETE', path).then(load)
    }),
  )
  return element
}

function render() {
  view.empty.hidden = loaded.channels.length > 0
  view.rows.replaceChildren(
    ...loaded.channels.map((channel) => {
      const row = document.createElement('tr')
      row.append(
        cell(channel.name),
        cell(channel.url),
        cell(channel.api_key, 'key'),
        cell(channel.models.join(', ')),
        cell(channel.priority, 'number'),
        stateCell(channel),
        actionsCell(channel),
      )
      return row
    }),
  )
}

function tick() {
  for (const [i, channel] of (loaded.channels ?? []).entries()) {
    const old = view.rows.children[i]?.children[5]
    const fresh = stateCell(channel)
    if (old && old.textContent !== fresh.textContent) old.replaceWith(fresh)
  }
}

view.login.addEventListener('submit', (event) => {
  event.preventDefault()
  attempt(async () => {
    await call('POST', '/login', { password: view.login.elements.password.value })
    view.login.reset()
    await load()
  })
})

view.logout.addEventListener('click', () =>
  attempt(async () => {
    await call('POST', '/logout')
    showLogin(true)
  }),
)

view.add.addEventListener('submit', (event) => {
  event.preventDefault()
  attempt(async () => {
    const fields = Object.fromEntries(new FormData(view.add))
    await call('POST', '/admin/channels', {
      ...fields,
      models: fields.models.split(',').filter((model) => model.trim() !== ''),
      priority: Number(fields.priority),
    })
    view.add.reset()
    await load()
  })
})

setInterval(tick, 1000)
setInterval(() => {
  if (isLoggedIn && !document.hidden) load().catch(() => {})
}, REFRESH_MS)
attempt(load)
