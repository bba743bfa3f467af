import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import {
  type Capture,
  type CapturedBody,
  type CapturedHeaders,
  useCaptures,
} from '../../api/captures.js'
import { CodeBlock } from '../../components/code-block.js'
import { useFormats } from '../../lib/format.js'

/** What was captured of a request, attempt by attempt. Nothing where nothing was. */
export function CapturedAttempts({ requestId }: { requestId: string }) {
  const { data: captures = [] } = useCaptures(requestId)
  return captures.map((capture) => (
    <CapturedAttempt key={capture.attempt} capture={capture} isOnly={captures.length === 1} />
  ))
}

function CapturedAttempt({ capture, isOnly }: { capture: Capture; isOnly: boolean }) {
  const { t } = useTranslation()
  const { request, answer, status_code: status, attempt: number } = capture
  const title = isOnly ? t('capture.title') : t('capture.titleOf', { number })
  return (
    <Stack gap="xs" component="section" aria-label={title}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <CodeBlock
        label={t('capture.requestHeaders')}
        code={toHead(`${request.method} ${request.url}`, request.headers)}
      />
      <Body label={t('capture.request')} body={request.body} />
      {answer === null ? (
        <Text size="sm">{t('capture.noAnswer')}</Text>
      ) : (
        <>
          <CodeBlock
            label={t('capture.answerHeaders')}
            code={toHead(`${status}`, answer.headers)}
          />
          <Body label={t('capture.answer')} body={answer.body} />
        </>
      )}
    </Stack>
  )
}

function Body({ label, body }: { label: string; body: CapturedBody }) {
  const { t } = useTranslation()
  const { bytes } = useFormats()
  const size = bytes(body.total_bytes)
  if (body.text === null) return <Text size="sm">{t('capture.undecodable', { size })}</Text>
  if (body.text === '') return <Text size="sm">{t('capture.empty')}</Text>
  return (
    <>
      <CodeBlock label={label} code={body.text} />
      {body.is_cut && <Text size="sm">{t('capture.cut', { size })}</Text>}
    </>
  )
}

function toHead(first: string, headers: CapturedHeaders): string {
  return [first, ...headers.map(({ name, value }) => `${name}: ${value}`)].join('\n')
}
