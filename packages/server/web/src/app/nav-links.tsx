import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { PAGES } from './pages.js'
import classes from './shell.module.css'

/** A link to each page. Pointing at one fetches its code ahead of the click. */
export function NavLinks() {
  const { t } = useTranslation()
  const [path] = useLocation()
  return PAGES.map(({ id, path: pagePath, icon: Icon, preload }) => (
    <Link
      key={id}
      href={pagePath}
      className={classes.link}
      aria-current={path === pagePath ? 'page' : undefined}
      onMouseEnter={() => void preload()}
      onFocus={() => void preload()}
    >
      <Icon size={16} aria-hidden />
      {t(`nav.${id}`)}
    </Link>
  ))
}
