import { Anchor, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

/** For addresses that no page has. */
export function NotFound() {
  const { t } = useTranslation()
  return (
    <Stack align="center" py="xl" gap="xs">
      <Title order={1}>{t('shell.notFound')}</Title>
      <Text c="dimmed">{t('shell.notFoundHint')}</Text>
      <Anchor component={Link} href="/">
        {t('nav.overview')}
      </Anchor>
    </Stack>
  )
}
