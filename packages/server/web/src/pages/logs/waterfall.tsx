import { useTranslation } from 'react-i18next'
import type { LogRow } from '../../api/logs.js'
import { StatusBadge } from '../../components/status-badge.js'
import { useFormats } from '../../lib/format.js'
import { isFailedAttempt } from '../../lib/is-failed-attempt.js'
import { PHASES, toSpans } from './to-spans.js'
import classes from './waterfall.module.css'

/** The attempts of a request one below the other along time, each in its parts. */
export function Waterfall({ attempts }: { attempts: readonly LogRow[] }) {
  const { t } = useTranslation()
  const { duration } = useFormats()
  const { totalMs, spans } = toSpans(attempts)
  const percent = (ms: number) => `${(ms / totalMs) * 100}%`
  const hasFailed = attempts.some(({ status_code, outcome }) =>
    isFailedAttempt(status_code, outcome),
  )
  return (
    <section aria-label={t('request.waterfall')}>
      <ol className={classes.rows}>
        {spans.map(({ attempt, phases }) => (
          <li key={attempt.id} className={classes.row}>
            <div className={classes.name}>
              <span>{attempt.channel_name ?? t('logs.noChannel')}</span>
              <StatusBadge status={attempt.status_code} outcome={attempt.outcome} />
            </div>
            <div className={classes.track} aria-hidden>
              {phases.map(({ name, startMs, durationMs }) => (
                <div
                  key={name}
                  className={classes.phase}
                  data-phase={name}
                  data-failed={isFailedAttempt(attempt.status_code, attempt.outcome)}
                  style={{ left: percent(startMs), width: percent(durationMs) }}
                  title={`${t(`request.phase.${name}`)}: ${duration(durationMs)}`}
                />
              ))}
            </div>
            <span className={classes.time}>{duration(attempt.duration_ms)}</span>
            <ul className={classes.parts} aria-label={t('request.parts')}>
              {phases.map(({ name, durationMs }) => (
                <li key={name}>
                  {t(`request.phase.${name}`)} {duration(durationMs)}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <ul className={classes.legend} aria-hidden>
        {PHASES.map((name) => (
          <li key={name}>
            <span className={classes.phase} data-phase={name} /> {t(`request.phase.${name}`)}
          </li>
        ))}
        {hasFailed && (
          <li>
            <span className={classes.phase} data-phase="waiting" data-failed />{' '}
            {t('request.failed')}
          </li>
        )}
        <li className={classes.total}>{t('request.total', { time: duration(totalMs) })}</li>
      </ul>
    </section>
  )
}
