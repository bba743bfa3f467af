import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './app/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.js'
import { startI18n } from './app/i18n.js'
import { PAGES } from './app/pages.js'
import { startEarly } from './app/start-early.js'

const page = PAGES.find(({ path }) => `/web${path}` === location.pathname)
// What fails here is asked for again, and told, where it is shown.
if (page) startEarly(page, new URLSearchParams(location.search)).catch(() => {})

const root = document.getElementById('root')
if (root) {
  void startI18n().then(() => {
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    )
  })
}
