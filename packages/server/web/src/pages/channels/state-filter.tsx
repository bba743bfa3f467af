import { Group, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FilterChips } from '../../components/filter-chips.js'
import { IconSearch } from '../../components/icons.js'
import type { SetQueryState } from '../../lib/query-state.js'
import { SHOWS, type Show } from './channel-list.js'

/** Narrows the list by state and by words. The numbers tell at once what is the matter. */
export function StateFilter(props: {
  readonly counts: Readonly<Record<Show, number>>
  readonly show: string
  readonly query: string
  readonly onChange: SetQueryState<'q' | 'show'>
}) {
  const { counts, show, query, onChange } = props
  const { t } = useTranslation()
  return (
    <Group justify="space-between" mb="sm" gap="xs">
      <FilterChips
        label={t('channels.filter')}
        value={show}
        onChange={(value) => onChange({ show: value })}
        options={SHOWS.map((value) => ({
          value,
          label: t(`channels.show.${value}`),
          count: counts[value],
          isAlarming: value === 'problem' && counts.problem > 0,
        }))}
      />
      <TextInput
        type="search"
        aria-label={t('channels.search')}
        placeholder={t('channels.search')}
        leftSection={<IconSearch size={15} />}
        value={query}
        onChange={(event) => onChange({ q: event.currentTarget.value }, { replace: true })}
        w={{ base: '100%', sm: 280 }}
      />
    </Group>
  )
}
