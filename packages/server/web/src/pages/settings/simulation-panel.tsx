import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Simulation, simulate } from '../../api/settings.js'
import { FailureNotice } from '../../components/failure-notice.js'
import { Figure } from '../../components/figure.js'
import { Panel } from '../../components/panel.js'
import { useFormats } from '../../lib/format.js'

const HOURS = 24

/** Replays the last day's requests under another strategy, before it is chosen. */
export function SimulationPanel({ strategies }: { strategies: readonly string[] }) {
  const { t } = useTranslation()
  const { count, percent, duration } = useFormats()
  const [policy, setPolicy] = useState('affinity')
  const [result, setResult] = useState<Simulation | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  if (strategies.length === 0) return null

  const run = async () => {
    setBusy(true)
    setFailure(null)
    try {
      setResult(await simulate(policy, HOURS))
    } catch (error) {
      setResult(null)
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Panel title={t('simulate.title')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('simulate.text')}
        </Text>
        <Group align="end" gap="xs">
          <Select
            label={t('simulate.policy')}
            data={strategies}
            value={policy}
            onChange={(value) => setPolicy(value ?? 'affinity')}
          />
          <Button variant="default" size="sm" loading={isBusy} onClick={() => void run()}>
            {t('simulate.run')}
          </Button>
        </Group>
        {failure !== null && <FailureNotice error={failure} />}
        {result && (
          <div role="status">
            <Group gap="lg">
              <Figure label={t('simulate.requests')} value={count(result.requests)} />
              <Figure label={t('simulate.answered')} value={count(result.answered)} />
              <Figure label={t('simulate.failovers')} value={count(result.failovers)} />
              <Figure label={t('simulate.added')} value={duration(result.added_latency_ms.mean)} />
              {result.continued > 0 && (
                <Figure
                  label={t('simulate.cache')}
                  value={percent(result.cache_hits / result.continued)}
                />
              )}
            </Group>
            <Text size="sm" mt="xs">
              {result.channels
                .map(({ channel_name: name, share }) => `${name} ${percent(share)}`)
                .join(' · ')}
            </Text>
          </div>
        )}
      </Stack>
    </Panel>
  )
}
