import { Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LogRow } from '../../api/logs.js'
import { CopyButton } from '../../components/copy-button.js'
import { Figure } from '../../components/figure.js'
import { useFormats } from '../../lib/format.js'
import classes from './logs.module.css'
import { toCurl } from './to-curl.js'

/** What all attempts of a request have in common, and a way to send one like it. */
export function RequestFacts({ attempts }: { attempts: readonly LogRow[] }) {
  const { t } = useTranslation()
  const { dateTime, bytes } = useFormats()
  const [first] = attempts
  if (first === undefined) return null
  const facts = [
    [t('logs.time'), dateTime(first.time)],
    [t('logs.model'), first.model],
    [t('logs.token'), first.token_name],
    [t('logs.client'), first.client_ip],
    [t('logs.session'), first.session_id],
    [t('request.agent'), first.agent_id],
    [t('request.kind'), t(first.is_streaming ? 'request.streaming' : 'request.whole')],
    [t('request.size'), bytes(first.request_bytes)],
    [t('request.id'), first.request_id],
  ] as const
  return (
    <div>
      <div className={classes.facts}>
        {facts.map(
          ([label, value]) => value !== null && <Figure key={label} label={label} value={value} />,
        )}
      </div>
      <Group gap={6} mt="sm">
        <CopyButton text={toCurl(first, window.location.origin)} label={t('request.copyCurl')} />
        <CopyButton text={first.request_id} label={t('request.copyId')} />
      </Group>
    </div>
  )
}
