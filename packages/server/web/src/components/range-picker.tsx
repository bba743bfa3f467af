import { Button, Popover, SegmentedControl } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../lib/format.js'
import { RANGES, type RangeChoice, toRangeName } from '../lib/time-range.js'
import { IconClock } from './icons.js'
import classes from './range-picker.module.css'

const RangeCalendar = lazy(async () => ({
  default: (await import('./range-calendar.js')).RangeCalendar,
}))

/** A range of time: one with a name, or two days from a calendar. */
export function RangePicker(props: {
  readonly choice: RangeChoice
  readonly onChange: (choice: RangeChoice) => void
}) {
  const { choice, onChange } = props
  const { t } = useTranslation()
  const { minute } = useFormats()
  const [isOpen, setOpen] = useState(false)
  const name = toRangeName(choice)
  const isCustom = name === 'custom'
  return (
    <div className={classes.picker}>
      <SegmentedControl
        size="xs"
        aria-label={t('range.label')}
        value={isCustom ? '' : name}
        onChange={(range) => onChange({ range, from: '', to: '' })}
        data={RANGES.map((value) => ({ value, label: t(`range.${value}`) }))}
      />
      <Popover opened={isOpen} onChange={setOpen} position="bottom-end" withArrow trapFocus>
        <Popover.Target>
          <Button
            variant={isCustom ? 'light' : 'default'}
            leftSection={<IconClock size={14} />}
            aria-pressed={isCustom}
            onClick={() => setOpen(!isOpen)}
          >
            {isCustom
              ? `${minute(Number(choice.from))} – ${minute(Number(choice.to))}`
              : t('range.custom')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Suspense fallback={t('common.loading')}>
            <RangeCalendar
              choice={choice}
              onChange={(next) => {
                onChange(next)
                setOpen(false)
              }}
            />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}
