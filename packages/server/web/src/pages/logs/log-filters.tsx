import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChannels } from '../../api/channels.js'
import type { LogFilter } from '../../api/logs.js'
import { useTokenNames } from '../../api/tokens.js'
import type { SetQueryState } from '../../lib/query-state.js'
import classes from './logs.module.css'

type FilterName = Exclude<keyof LogFilter, 'range' | 'from' | 'to'>

const STATUSES = ['ok', 'error', '2xx', '4xx', '429', '5xx', '499'] as const
const NAMES: readonly FilterName[] = [
  'channel_id',
  'model',
  'token',
  'status',
  'session',
  'request_id',
  'q',
]

/** Narrows the list. All of it is in the address, so a view can be sent to somebody. */
export function LogFilters(props: {
  readonly filter: LogFilter
  readonly onChange: SetQueryState<FilterName>
}) {
  const { filter, onChange } = props
  const { t } = useTranslation()
  const channels = useChannels()
  const tokens = useTokenNames()
  const models = [...new Set(channels.data?.flatMap((channel) => channel.models) ?? [])].sort()
  const isNarrowed = NAMES.some((name) => filter[name] !== '')
  const isUnlisted = (STATUSES as readonly string[]).includes(filter.status) === false

  return (
    <search className={classes.filters}>
      <Select
        aria-label={t('logs.channel')}
        placeholder={t('logs.channel')}
        data={(channels.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
        value={filter.channel_id || null}
        onChange={(value) => onChange({ channel_id: value ?? '' })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
      <Select
        aria-label={t('logs.status')}
        placeholder={t('logs.status')}
        data={[
          ...STATUSES.map((value) => ({ value, label: t(`logs.statuses.${value}`) })),
          ...(filter.status !== '' && isUnlisted ? [filter.status] : []),
        ]}
        value={filter.status || null}
        onChange={(value) => onChange({ status: value ?? '' })}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
      <TypedFilter name="model" label={t('logs.model')} options={models} {...props} />
      <TypedFilter name="token" label={t('logs.token')} options={tokens} {...props} />
      <TypedFilter name="session" label={t('logs.session')} {...props} />
      <TypedFilter name="q" label={t('logs.text')} {...props} />
      {isNarrowed && (
        <Button
          variant="subtle"
          onClick={() => onChange(Object.fromEntries(NAMES.map((name) => [name, ''])))}
        >
          {t('logs.clear')}
        </Button>
      )}
    </search>
  )
}

/** Takes effect when typing pauses. */
function TypedFilter(props: {
  readonly name: FilterName
  readonly label: string
  readonly options?: readonly string[]
  readonly filter: LogFilter
  readonly onChange: SetQueryState<FilterName>
}) {
  const { name, label, options, filter, onChange } = props
  const applied = filter[name]
  const [text, setText] = useState(applied)
  const apply = useDebouncedCallback(
    (value: string) => onChange({ [name]: value.trim() }, { replace: true }),
    350,
  )
  // Back and forward, and the button that clears all.
  useEffect(() => setText(applied), [applied])
  const list = `filter-${name}`
  return (
    <>
      <TextInput
        type="search"
        aria-label={label}
        placeholder={label}
        list={options ? list : undefined}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          apply(event.currentTarget.value)
        }}
      />
      {options && (
        <datalist id={list}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </>
  )
}
