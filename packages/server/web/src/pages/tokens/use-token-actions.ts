import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { deleteToken, patchToken, type Token, tokensKey } from '../../api/tokens.js'
import { askToConfirm } from '../../components/confirm.js'
import { useFailureText } from '../../components/failure-text.js'
import { notifyDone, notifyFailure } from '../../components/notify.js'

/** Switching tokens off and on, and deleting them. */
export function useTokenActions() {
  const client = useQueryClient()
  const { t } = useTranslation()
  const toText = useFailureText()

  const set = (id: number, enabled: boolean) =>
    client.setQueryData<Token[]>(tokensKey, (tokens) =>
      tokens?.map((token) => (token.id === id ? { ...token, enabled } : token)),
    )

  async function toggle(token: Token, enabled: boolean): Promise<void> {
    await client.cancelQueries({ queryKey: tokensKey })
    set(token.id, enabled)
    try {
      await patchToken(token.id, { enabled })
      notifyDone(
        t(enabled ? 'tokens.enabledDone' : 'tokens.disabledDone', { name: token.name }),
        () => void toggle(token, !enabled),
      )
    } catch (error) {
      set(token.id, !enabled)
      notifyFailure(t('tokens.notChanged', { name: token.name }), toText(error))
    }
  }

  async function remove(token: Token): Promise<void> {
    const isSure = await askToConfirm({
      title: t('tokens.deleteTitle', { name: token.name }),
      text: t('tokens.deleteText'),
      confirm: t('channels.delete'),
    })
    if (!isSure) return
    try {
      await deleteToken(token.id)
      notifyDone(t('tokens.deleteDone', { name: token.name }))
    } catch (error) {
      notifyFailure(t('tokens.notChanged', { name: token.name }), toText(error))
    } finally {
      await client.invalidateQueries({ queryKey: tokensKey })
    }
  }

  return { toggle, remove }
}
