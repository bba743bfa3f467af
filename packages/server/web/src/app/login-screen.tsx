import { Center, Group, Paper, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ColorSchemeSwitch } from '../components/color-scheme-switch.js'
import { LanguageSwitch } from '../components/language-switch.js'
import { Logo } from '../components/logo.js'
import { LoginForm } from './login-form.js'

/** The whole screen while nobody is logged in. The address stays: it is opened after the login. */
export function LoginScreen() {
  const { t } = useTranslation()
  return (
    <Center component="main" mih="100vh" p="md">
      <div style={{ width: 360, maxWidth: '100%' }}>
        <Group justify="space-between" mb="md">
          <Logo />
          <Group gap={4}>
            <LanguageSwitch />
            <ColorSchemeSwitch />
          </Group>
        </Group>
        <Paper withBorder p="lg" radius="md">
          <Title order={1} mb={4}>
            {t('login.title')}
          </Title>
          <LoginForm hint={t('login.hint')} />
        </Paper>
        <Text size="xs" c="dimmed" mt="md">
          {t('login.forgotten')}
        </Text>
      </div>
    </Center>
  )
}
