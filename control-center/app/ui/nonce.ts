import { createContext, useContext } from 'react'

/** The document's CSP nonce while it is rendered on the server; browsers hide it from scripts, so undefined there. */
export const NonceContext = createContext<string | undefined>(undefined)

export function useNonce(): string | undefined {
  return useContext(NonceContext)
}
