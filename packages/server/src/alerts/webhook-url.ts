import { type AddressPolicy, refuseHost } from '../security/address-policy.js'

/** Why alerts may not be sent to a URL, in words for people; undefined when they may. */
export function refuseWebhookUrl(text: string, policy: AddressPolicy): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) {
    return 'must be a URL such as https://hooks.example.com/ccload'
  }
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return 'must not contain credentials'
  const reason = refuseHost(url.hostname, policy)
  return reason && `${url.hostname} ${reason}`
}
