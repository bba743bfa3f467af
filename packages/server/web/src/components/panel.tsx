import { Group, Paper, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './panel.module.css'

/** A part of a page with its name. */
export function Panel(props: {
  readonly title: string
  readonly aside?: ReactNode
  readonly children: ReactNode
  readonly className?: string
}) {
  const { title, aside, children, className } = props
  return (
    <Paper component="section" className={`${classes.panel} ${className ?? ''}`} aria-label={title}>
      <Group justify="space-between" mb="xs" gap="xs">
        <Title order={2} size="h3">
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Paper>
  )
}
