import type { Preflight, PreflightCheck } from './check.ts'

// Browsers load this: nothing here may need a library.

/** In the order in which they are shown. */
export const PREFLIGHT_GROUPS = ['platforms', 'chat', 'monitoring', 'chaos', 'stage'] as const

/** `Not ready: 1 check would fail on stage` */
export function preflightVerdict({ ready, checks }: Preflight): string {
  if (ready) return 'Ready'
  const failed = checks.filter(check => check.state === 'fail').length
  return `Not ready: ${failed} ${failed === 1 ? 'check' : 'checks'} would fail on stage`
}

/** `2 deserve a look. 15 are fine. Took 8.4 s.` */
export function preflightSummary({ checks, tookMs }: Preflight): string {
  const number = (state: PreflightCheck['state']) => checks.filter(check => check.state === state).length
  const warned = number('warn')
  const words = [`${number('ok')} are fine.`, `Took ${(tookMs / 1000).toFixed(1)} s.`]
  return warned === 0
    ? words.join(' ')
    : [`${warned} ${warned === 1 ? 'deserves' : 'deserve'} a look.`, ...words].join(' ')
}

const MARK: Record<PreflightCheck['state'], string> = { ok: '✓', warn: '!', fail: '✗' }

export const GROUP_TITLE: Record<PreflightCheck['group'], string> = {
  platforms: 'Platforms',
  chat: 'Chat application',
  monitoring: 'Monitoring',
  chaos: 'Chaos',
  stage: 'Stage',
}

/** The list as a terminal shows it, ending in ready or not. */
export function preflightText(result: Preflight): string {
  const width = Math.max(0, ...result.checks.map(check => check.title.length))
  const lines = PREFLIGHT_GROUPS.flatMap(group => {
    const checks = result.checks.filter(check => check.group === group)
    return checks.length === 0 ? [] : [GROUP_TITLE[group], ...checks.flatMap(check => checkLines(check, width))]
  })
  return [...lines, '', `${preflightVerdict(result)}. ${preflightSummary(result)}`].join('\n')
}

function checkLines({ state, title, found, todo, tookMs }: PreflightCheck, width: number): string[] {
  const line = `  ${MARK[state]} ${title.padEnd(width)}  ${found}  ${(tookMs / 1000).toFixed(1)} s`
  return todo === null ? [line] : [line, `      → ${todo}`]
}
