import { ActionIcon, Anchor, Burger, Drawer, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Route, Switch, useLocation } from 'wouter'
import { logout } from '../api/login.js'
import { ColorSchemeSwitch } from '../components/color-scheme-switch.js'
import { FailureBoundary } from '../components/failure-boundary.js'
import { IconLogout } from '../components/icons.js'
import { LanguageSwitch } from '../components/language-switch.js'
import { Logo } from '../components/logo.js'
import { PageSkeleton } from '../components/page-skeleton.js'
import { LiveBadge } from './live-badge.js'
import { NavLinks } from './nav-links.js'
import { NotFound } from './not-found.js'
import { PAGES } from './pages.js'
import classes from './shell.module.css'

/** The header with the navigation, and below it the page that the address names. */
export function Shell() {
  const { t } = useTranslation()
  const [path] = useLocation()
  const [isMenuOpen, menu] = useDisclosure(false)
  const page = PAGES.find((each) => each.path === path)

  useEffect(() => {
    document.title = page ? `${t(`nav.${page.id}`)} · ccload` : 'ccload'
  }, [page, t])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes with each new page.
  useEffect(menu.close, [path])

  return (
    <>
      <a className={classes.skip} href="#content">
        {t('shell.skip')}
      </a>
      <header className={classes.header}>
        <Burger
          className={classes.burger}
          size="sm"
          opened={isMenuOpen}
          onClick={menu.toggle}
          aria-label={t('shell.menu')}
        />
        <Anchor component={Link} href="/" underline="never" c="inherit" aria-label="ccload">
          <Logo />
        </Anchor>
        <nav className={classes.nav} aria-label={t('shell.navigation')}>
          <NavLinks />
        </nav>
        <Group gap={2} ml="auto" wrap="nowrap">
          <LiveBadge />
          <LanguageSwitch />
          <ColorSchemeSwitch />
          <ActionIcon
            size="lg"
            aria-label={t('shell.logout')}
            title={t('shell.logout')}
            onClick={() => void logout()}
          >
            <IconLogout size={17} />
          </ActionIcon>
        </Group>
      </header>
      <Drawer
        opened={isMenuOpen}
        onClose={menu.close}
        size={250}
        title={<Logo />}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <nav className={classes.drawerNav} aria-label={t('shell.navigation')}>
          <NavLinks />
        </nav>
      </Drawer>
      <main id="content" className={classes.main} tabIndex={-1}>
        <FailureBoundary resetKey={path}>
          <Suspense fallback={<PageSkeleton />}>
            <Switch>
              {PAGES.map(({ id, path: pagePath, component }) => (
                <Route key={id} path={pagePath} component={component} />
              ))}
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </FailureBoundary>
      </main>
    </>
  )
}
