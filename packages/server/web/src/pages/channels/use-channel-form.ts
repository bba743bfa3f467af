import { type UseFormReturnType, useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../api/types.js'
import { type ChannelValues, toValues } from './channel-form.js'
import { findMistakes } from './validate-channel.js'

export type ChannelFormState = UseFormReturnType<ChannelValues>

/** The form for a channel, or for one to come. Mistakes show as one types, each in words that say what is expected. */
export function useChannelForm(channel: Channel | undefined): ChannelFormState {
  const { t } = useTranslation()
  const [initialValues] = useState(() => toValues(channel))
  return useForm<ChannelValues>({
    initialValues,
    validateInputOnChange: true,
    validate: (values) =>
      Object.fromEntries(
        Object.entries(findMistakes(values)).map(([field, mistake]) => [
          field,
          t(`mistake.${mistake}`),
        ]),
      ),
  })
}

/** The form's field for one that the server names; undefined: it has no place in the form. */
export function toFormField(field: string): keyof ChannelValues | undefined {
  const [head = '', second = ''] = field.split(/[.[\]]+/)
  switch (head) {
    case 'keys':
    case 'api_key':
      return 'newKeys'
    case 'limits':
      return second === 'daily_cost_micro_usd' ? 'daily_usd' : (second as keyof ChannelValues)
    case 'connection':
    case 'active_hours':
      return second as keyof ChannelValues
    case 'name':
    case 'url':
    case 'priority':
    case 'weight':
    case 'models':
    case 'aliases':
    case 'headers':
    case 'cost_multiplier':
      return head
    default:
      return undefined
  }
}
