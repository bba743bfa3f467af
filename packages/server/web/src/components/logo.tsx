import { Group, Text } from '@mantine/core'

/** The mark and the name. */
export function Logo() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src="/web/icon.svg" width={24} height={24} alt="" />
      <Text fw={650} size="lg" lh={1}>
        ccload
      </Text>
    </Group>
  )
}
