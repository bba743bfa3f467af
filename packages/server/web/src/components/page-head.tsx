import { Group, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A page's name, and what can be done on all of it. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Group justify="space-between" mb="sm" mih={36} gap="xs">
      <Title order={1}>{title}</Title>
      <Group gap="xs">{children}</Group>
    </Group>
  )
}
