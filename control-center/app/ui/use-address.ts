import { useSearchParams } from '@remix-run/react'

/**
 * What is looked at stands in the address, so that a reload and another tab see the same. `change` replaces the named
 * parameters and keeps the others; an empty text removes one.
 */
export function useAddress(): [URLSearchParams, (changes: Record<string, string>) => void] {
  const [params, setParams] = useSearchParams()
  const change = (changes: Record<string, string>) =>
    setParams(
      before => {
        const after = new URLSearchParams(before)
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') after.delete(name)
          else after.set(name, value)
        }
        return after
      },
      { replace: true, preventScrollReset: true },
    )
  return [params, change]
}
