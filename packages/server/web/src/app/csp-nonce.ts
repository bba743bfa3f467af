/** What the content security policy of this page lets style elements carry. */
export const cspNonce: string =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

// Read by the library that locks scrolling behind dialogs.
Object.assign(globalThis, { __webpack_nonce__: cspNonce })
