import { useState } from 'react'
import { Button } from '../../ui/button.tsx'

/** Puts a text where it can be pasted, and says whether that worked. */
export function CopyButton({ text, children }: { text: string; children: string }) {
  const [said, setSaid] = useState<string | null>(null)
  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('Copied')
    } catch {
      setSaid('The browser did not allow it')
    }
  }
  return (
    <Button icon="copy" onClick={() => void copy()}>
      <span aria-live="polite">{said ?? children}</span>
    </Button>
  )
}
