import { Progress, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** How much of a limit is used; without a limit, just how much. */
export function UsageBar(props: {
  readonly used: number
  readonly limit: number | null
  readonly format: (value: number) => string
  readonly label: string
}) {
  const { used, limit, format, label } = props
  const { t } = useTranslation()
  if (limit === null) return format(used)
  const share = limit === 0 ? 1 : used / limit
  return (
    <>
      <Progress
        size={6}
        value={Math.min(100, share * 100)}
        color={share >= 1 ? 'red' : share >= 0.8 ? 'yellow' : 'blue'}
        aria-label={label}
        mb={3}
      />
      <Text size="xs">{t('tokens.usedOf', { used: format(used), limit: format(limit) })}</Text>
    </>
  )
}
