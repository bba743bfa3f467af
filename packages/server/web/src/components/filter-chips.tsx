import { useFormats } from '../lib/format.js'
import classes from './filter-chips.module.css'

export interface FilterOption {
  readonly value: string
  readonly label: string
  readonly count?: number
  readonly isAlarming?: boolean
}

/** A row of choices of which one holds, each with how many it would show. */
export function FilterChips(props: {
  readonly label: string
  readonly value: string
  readonly options: readonly FilterOption[]
  readonly onChange: (value: string) => void
}) {
  const { label, value, options, onChange } = props
  const { count } = useFormats()
  return (
    <fieldset className={classes.chips}>
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={classes.chip}
          aria-pressed={option.value === value}
          data-alarming={option.isAlarming}
          onClick={() => onChange(option.value)}
        >
          {option.label}
          {option.count !== undefined && (
            <span className={classes.count}>{count(option.count)}</span>
          )}
        </button>
      ))}
    </fieldset>
  )
}
