import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHead } from '../../components/page-head.js'
import { Panel } from '../../components/panel.js'
import { RoutingPlan } from '../../components/routing-plan.js'
import { AskForm, type AskOptions } from './ask-form.js'
import { ChatLog } from './chat-log.js'
import classes from './playground.module.css'
import { PlaygroundOptions } from './playground-options.js'
import { ServedBy } from './served-by.js'
import { useChat } from './use-chat.js'

const TOKEN_KEY = 'ccload-playground-token'

/** Talks to a model through the gateway, as any client does, and shows the way it took. */
export function PlaygroundPage() {
  const { t } = useTranslation()
  const chat = useChat()
  const [options, setOptions] = useState<AskOptions>(() => ({
    model: 'claude-sonnet-4-5',
    system: '',
    maxTokens: 1024,
    isStreaming: true,
    // For this tab only: it ends with it.
    token: sessionStorage.getItem(TOKEN_KEY) ?? '',
  }))
  const change = (next: Partial<AskOptions>) => {
    if (next.token !== undefined) sessionStorage.setItem(TOKEN_KEY, next.token)
    setOptions((current) => ({ ...current, ...next }))
  }
  return (
    <>
      <PageHead title={t('nav.playground')} />
      <div className={classes.columns}>
        <div className={classes.chat}>
          <ChatLog chat={chat} />
          <AskForm chat={chat} options={options} />
        </div>
        <div className={classes.side}>
          <Panel title={t('playground.options')}>
            <PlaygroundOptions options={options} onChange={change} />
          </Panel>
          <Panel title={t('playground.way')}>
            <ServedBy chat={chat} />
            <RoutingPlan model={options.model} session={chat.session} />
          </Panel>
        </div>
      </div>
    </>
  )
}
