import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'

/** The token that this server shows to kubelets; made once, readable by its owner only. Returns the file. */
export function kubeletToken(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  return file
}
