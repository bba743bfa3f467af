import { Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** A small value with its name above. */
export function Figure({ label, value }: { label: string; value: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" lh={1.3}>
        {label}
      </Text>
      <Text size="sm" fw={550} component="div">
        {value}
      </Text>
    </div>
  )
}
