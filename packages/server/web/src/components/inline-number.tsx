import { useEffect, useState } from 'react'
import classes from './inline-number.module.css'

/** A number in a table that is changed in place: Enter or leaving saves, Escape takes back. */
export function InlineNumber(props: {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly onSave: (value: number) => void
}) {
  const { label, value, min, max, onSave } = props
  const [text, setText] = useState(String(value))
  useEffect(() => setText(String(value)), [value])
  const isValid = /^-?\d+$/.test(text.trim()) && Number(text) >= min && Number(text) <= max

  const finish = () => {
    if (isValid && Number(text) !== value) onSave(Number(text))
    else setText(String(value))
  }

  return (
    <input
      className={classes.input}
      aria-label={label}
      aria-invalid={!isValid}
      inputMode="numeric"
      value={text}
      size={4}
      onChange={(event) => setText(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setText(String(value))
      }}
    />
  )
}
