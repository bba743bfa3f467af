import { useTranslation } from 'react-i18next'
import type { LogRow } from '../../api/logs.js'
import { StatusBadge } from '../../components/status-badge.js'
import { useFormats } from '../../lib/format.js'
import { isFailedAttempt } from '../../lib/is-failed-attempt.js'
import { toSpans } from './to-spans.js'
import classes from './waterfall.module.css'

/** The attempts of a request one below the other along time: waiting, then the answer. */
export function Waterfall({ attempts }: { attempts: readonly LogRow[] }) {
  const { t } = useTranslation()
  const { duration } = useFormats()
  const { totalMs, spans } = toSpans(attempts)
  const percent = (ms: number) => `${(ms / totalMs) * 100}%`
  return (
    <section aria-label={t('request.waterfall')}>
      <ol className={classes.rows}>
        {spans.map(({ attempt, startMs, waitMs, streamMs }) => (
          <li key={attempt.id} className={classes.row}>
            <div className={classes.name}>
              <span>{attempt.channel_name ?? t('logs.noChannel')}</span>
              <StatusBadge status={attempt.status_code} outcome={attempt.outcome} />
            </div>
            <div className={classes.track}>
              <div
                className={classes.wait}
                data-failed={isFailedAttempt(attempt.status_code, attempt.outcome)}
                style={{ left: percent(startMs), width: percent(waitMs) }}
                title={t('request.waitHint', { time: duration(waitMs) })}
              />
              {streamMs > 0 && (
                <div
                  className={classes.stream}
                  data-failed={isFailedAttempt(attempt.status_code, attempt.outcome)}
                  style={{ left: percent(startMs + waitMs), width: percent(streamMs) }}
                  title={t('request.streamHint', { time: duration(streamMs) })}
                />
              )}
            </div>
            <span className={classes.time}>
              {t('request.spans', { wait: duration(waitMs), stream: duration(streamMs) })}
            </span>
          </li>
        ))}
      </ol>
      <ul className={classes.legend}>
        <li>
          <span className={classes.wait} /> {t('request.wait')}
        </li>
        <li>
          <span className={classes.stream} /> {t('request.stream')}
        </li>
        <li className={classes.total}>{t('request.total', { time: duration(totalMs) })}</li>
      </ul>
    </section>
  )
}
