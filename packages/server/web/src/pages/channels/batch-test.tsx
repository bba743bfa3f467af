import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { testChannel } from '../../api/channel-test.js'
import type { ListedChannel } from '../../api/channels.js'
import { useFailureText } from '../../components/failure-text.js'
import { StateBadge } from '../../components/state-badge.js'
import { useFormats } from '../../lib/format.js'

interface Finding {
  readonly id: number
  readonly name: string
  readonly isGood: boolean
  readonly text: string
}

/** More would measure each other rather than the upstreams. */
const PARALLEL = 4

/** Tests many channels, a few at a time, and lists what came of each until it is stopped. */
export function BatchTest(props: {
  readonly channels: readonly ListedChannel[]
  readonly isOpen: boolean
  readonly onClose: () => void
}) {
  const { channels, isOpen, onClose } = props
  const { t } = useTranslation()
  const { duration } = useFormats()
  const toText = useFailureText()
  const [findings, setFindings] = useState<readonly Finding[]>([])
  const [isRunning, setRunning] = useState(false)
  const chosen = useRef(channels)
  chosen.current = channels
  const stop = useRef(new AbortController())

  // biome-ignore lint/correctness/useExhaustiveDependencies: one run for each time it is opened.
  useEffect(() => {
    if (!isOpen) return
    const run = new AbortController()
    stop.current = run
    const { signal } = run
    const waiting = [...chosen.current]
    setFindings([])
    setRunning(true)
    const work = async () => {
      for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
        const { id, name } = next
        const finding = await testChannel(id, {}, signal).then(
          (result) => ({
            isGood: result.success,
            text: result.success ? duration(result.durationMs) : result.error,
          }),
          (error: unknown) => ({ isGood: false, text: toText(error) }),
        )
        if (!signal.aborted) setFindings((all) => [...all, { id, name, ...finding }])
      }
    }
    void Promise.all(Array.from({ length: PARALLEL }, work)).then(() => {
      if (stop.current === run) setRunning(false)
    })
    return () => run.abort()
  }, [isOpen])

  const good = findings.filter(({ isGood }) => isGood).length
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('channels.batchTest')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="xs">
        <Progress
          value={(findings.length / Math.max(1, channels.length)) * 100}
          aria-label={t('channels.batchTest')}
        />
        <Text size="sm" aria-live="polite">
          {t('channels.batchTestState', { done: findings.length, total: channels.length, good })}
        </Text>
        {findings.map((finding) => (
          <Group key={finding.id} gap="xs" wrap="nowrap" align="start">
            <StateBadge look={finding.isGood ? 'good' : 'bad'}>
              {t(finding.isGood ? 'channels.testGood' : 'channels.testBad')}
            </StateBadge>
            <Text size="sm" fw={600} style={{ flexShrink: 0 }}>
              {finding.name}
            </Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {finding.text}
            </Text>
          </Group>
        ))}
        <Group justify="flex-end">
          {isRunning ? (
            <Button variant="default" onClick={() => stop.current.abort()}>
              {t('channels.batchTestStop')}
            </Button>
          ) : (
            <Button variant="default" onClick={onClose}>
              {t('common.close')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}
