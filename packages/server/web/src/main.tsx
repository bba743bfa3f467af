import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './app/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.js'
import { startI18n } from './app/i18n.js'
import { PAGES } from './app/pages.js'

// The page's code comes along with the language and the session, rather than after them.
PAGES.find(({ path }) => `/web${path}` === location.pathname)
  ?.preload()
  .catch(() => {})

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
