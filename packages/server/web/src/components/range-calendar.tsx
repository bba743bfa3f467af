import '@mantine/dates/styles.css'
import 'dayjs/locale/zh-cn'
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type RangeChoice, toTimeRange } from '../lib/time-range.js'

/** Two days from a calendar, and the times of day at both ends. */
export function RangeCalendar(props: {
  readonly choice: RangeChoice
  readonly onChange: (choice: RangeChoice) => void
}) {
  const { t, i18n } = useTranslation()
  const [start] = useState(() => toTimeRange(props.choice, Date.now()))
  const [days, setDays] = useState<[string | null, string | null]>([
    toDay(start.from),
    toDay(start.to),
  ])
  const [fromTime, setFromTime] = useState(toClock(start.from))
  const [toTime, setToTime] = useState(toClock(start.to))
  const from = Date.parse(`${days[0]}T${fromTime}`)
  const to = Date.parse(`${days[1] ?? days[0]}T${toTime}`)
  const isValid = to > from

  return (
    <Stack gap="xs">
      <DatePicker
        type="range"
        size="xs"
        locale={i18n.language.toLowerCase()}
        allowSingleDateInRange
        maxDate={toDay(Date.now())}
        value={days}
        onChange={setDays}
        ariaLabels={{ nextMonth: t('range.nextMonth'), previousMonth: t('range.previousMonth') }}
      />
      <Group grow>
        <TextInput
          type="time"
          size="xs"
          label={t('range.from')}
          value={fromTime}
          onChange={(event) => setFromTime(event.currentTarget.value)}
        />
        <TextInput
          type="time"
          size="xs"
          label={t('range.to')}
          value={toTime}
          onChange={(event) => setToTime(event.currentTarget.value)}
        />
      </Group>
      <Button
        disabled={!isValid}
        onClick={() => props.onChange({ range: 'custom', from: String(from), to: String(to) })}
      >
        {t('common.apply')}
      </Button>
    </Stack>
  )
}

/** A day of the viewer's zone as 2026-01-31. */
function toDay(instant: number): string {
  const date = new Date(instant)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

function toClock(instant: number): string {
  return new Date(instant).toTimeString().slice(0, 5)
}
