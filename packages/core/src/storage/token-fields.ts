import {
  type ClientToken,
  TOKEN_DEFAULTS,
  type TokenDraft,
  type TokenPatch,
} from '../domain/client-token.js'
import { CcloadError } from '../errors.js'

/** What a write can name of a token. */
export type TokenFields = Pick<
  ClientToken,
  'name' | 'enabled' | 'expiresAt' | 'models' | 'channelIds' | 'limits'
>

const FIELD_NAMES = [
  'name',
  'enabled',
  'expiresAt',
  'models',
  'channelIds',
  'limits',
] as const satisfies readonly (keyof TokenFields)[]

/** Copies of the fields that a patch names. What is undefined counts as not named, null is named. */
export function namedTokenFields(patch: TokenPatch): Partial<TokenFields> {
  const named = FIELD_NAMES.filter((name) => patch[name] !== undefined)
  return Object.fromEntries(named.map((name) => [name, structuredClone(patch[name])]))
}

/** Every field of a new token: what the draft names, else the default. */
export function initialTokenFields(draft: TokenDraft): TokenFields {
  const { name } = draft
  return { ...structuredClone(TOKEN_DEFAULTS), name, ...namedTokenFields(draft) }
}

/**
 * Refuses a change that was made on the ground of another version.
 *
 * @throws {CcloadError} `token_changed`
 */
export function refuseChangedToken(token: ClientToken, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === token.version) return
  throw new CcloadError('token_changed', `The token "${token.name}" has been changed meanwhile.`)
}

/** The refusal of a name or a digest that another token has. */
export function tokenTaken(what: 'name' | 'secret', options?: ErrorOptions): CcloadError {
  return new CcloadError('token_taken', `There is already a token with this ${what}.`, options)
}
