import type { ReactNode } from 'react'
import classes from './state-badge.module.css'

export type Look = 'good' | 'warn' | 'bad' | 'info' | 'off'

/** A word with the colour of what it means. The colour never says it alone. */
export function StateBadge({ look, children }: { look: Look; children: ReactNode }) {
  return (
    <span className={classes.badge} data-look={look}>
      {children}
    </span>
  )
}
