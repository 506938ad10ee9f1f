import { PREFLIGHT_GROUPS, type Preflight, type PreflightCheck, preflightSummary, preflightVerdict } from './check.ts'

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
