import { NumberInput, type NumberInputProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** A whole number from 1 on; empty: no limit. */
export function CountLimit(props: NumberInputProps) {
  const { t } = useTranslation()
  return <NumberInput placeholder={t('form.noLimit')} min={1} allowDecimal={false} {...props} />
}

/** An amount in US dollars; empty: no limit. */
export function MoneyLimit(props: NumberInputProps) {
  const { t } = useTranslation()
  return (
    <NumberInput placeholder={t('form.noLimit')} prefix="$" min={0} decimalScale={2} {...props} />
  )
}
