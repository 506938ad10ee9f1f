import { spawn } from 'node:child_process'

/** Opens the address in the person's browser where there is a display; elsewhere the printed link is the way. */
export function openBrowser(url: string, env: NodeJS.ProcessEnv = process.env): void {
  const command = openCommand(process.platform, env)
  if (!command) return
  const child = spawn(command, [url], { stdio: 'ignore', detached: true })
  child.on('error', error => console.error(`  The browser could not be opened by ${command}: ${error.message}`))
  child.unref()
}

/** The command that opens an address, or null where no person looks at a display. */
export function openCommand(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string | null {
  if (env.CI) return null
  if (platform === 'darwin') return 'open'
  return platform === 'linux' && (env.DISPLAY || env.WAYLAND_DISPLAY) ? 'xdg-open' : null
}
