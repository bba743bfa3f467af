import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Numbers, amounts and times in the viewer's language and zone. */
export interface Formats {
  /** 12,345 */
  count(value: number): string
  /** 12.3k */
  short(value: number): string
  /** 98.4% of a share between 0 and 1. */
  percent(share: number): string
  /** Millionths of a US dollar; small amounts keep two digits that mean something. */
  money(microUsd: number): string
  /** 840ms, 2.4s, 3m 5s */
  duration(ms: number): string
  /** 4.2kB */
  bytes(value: number): string
  /** Time of day with seconds, with the date where it is not today's. */
  time(instant: number | string): string
  /** Month, day, hour and minute. */
  minute(instant: number | string): string
  /** Date and time in full. */
  dateTime(instant: number | string): string
  /** 5 minutes ago, in 3 hours */
  relative(instant: number | string, now: number): string
}

export function createFormats(language: string): Formats {
  const number = new Intl.NumberFormat(language)
  const compact = new Intl.NumberFormat(language, {
    notation: 'compact',
    maximumFractionDigits: 1,
  })
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'narrow' })
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium', hourCycle: 'h23' })
  const day = new Intl.DateTimeFormat(language, {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const minute = new Intl.DateTimeFormat(language, {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const full = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'long',
    hourCycle: 'h23',
  })
  const money = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const
  const cents = new Intl.NumberFormat(language, { ...money, maximumFractionDigits: 2 })
  const small = new Intl.NumberFormat(language, { ...money, maximumSignificantDigits: 2 })
  const units = new Map<string, Intl.NumberFormat>()
  const unit = (value: number, name: string, maximumFractionDigits = 0) => {
    const key = `${name} ${maximumFractionDigits}`
    const known =
      units.get(key) ??
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit: name,
        unitDisplay: 'narrow',
        maximumFractionDigits,
      })
    units.set(key, known)
    return known.format(value)
  }

  return {
    count: (value) => number.format(value),
    short: (value) => (Math.abs(value) < 10_000 ? number.format(value) : compact.format(value)),
    percent: (share) => percent.format(share),
    money(microUsd) {
      const usd = microUsd / 1e6
      return (usd !== 0 && Math.abs(usd) < 0.1 ? small : cents).format(usd)
    },
    duration(ms) {
      if (ms < 1000) return unit(Math.round(ms), 'millisecond')
      const seconds = Math.round(ms / 1000)
      if (seconds < 60) return unit(ms / 1000, 'second', ms < 10_000 ? 1 : 0)
      const parts: readonly [number, string][] =
        seconds < 3600
          ? [
              [Math.floor(seconds / 60), 'minute'],
              [seconds % 60, 'second'],
            ]
          : [
              [Math.floor(seconds / 3600), 'hour'],
              [Math.floor((seconds % 3600) / 60), 'minute'],
            ]
      return parts
        .filter(([value]) => value > 0)
        .map(([value, name]) => unit(value, name))
        .join(' ')
    },
    bytes(value) {
      const step = Math.min(3, Math.floor(Math.log10(Math.max(1, value)) / 3))
      const name = (['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const)[step] ?? 'byte'
      return unit(value / 1000 ** step, name, 1)
    },
    time(instant) {
      const date = new Date(instant)
      const isToday = date.toDateString() === new Date().toDateString()
      return (isToday ? clock : day).format(date)
    },
    minute: (instant) => minute.format(new Date(instant)),
    dateTime: (instant) => full.format(new Date(instant)),
    relative(instant, now) {
      const seconds = (new Date(instant).getTime() - now) / 1000
      const size = Math.abs(seconds)
      if (size < 60) return relative.format(Math.trunc(seconds), 'second')
      if (size < 3600) return relative.format(Math.trunc(seconds / 60), 'minute')
      if (size < 86_400) return relative.format(Math.trunc(seconds / 3600), 'hour')
      return relative.format(Math.trunc(seconds / 86_400), 'day')
    },
  }
}

/** {@link createFormats} for the language on the screen. */
export function useFormats(): Formats {
  const { i18n } = useTranslation()
  return useMemo(() => createFormats(i18n.language), [i18n.language])
}
