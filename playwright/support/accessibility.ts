import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number]

/** What axe finds serious or critical on the page as it stands, one line a rule; empty when all is well. */
export async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(lineOf)
}

const lineOf = ({ id, nodes }: Violation) => `${id}: ${nodes.map(node => node.target.join(' ')).join(', ')}`

/** The same, with what is moderate: pages have landmarks, headings in order, and one name for each thing. */
export async function noteworthyViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.filter(({ impact }) => impact !== 'minor').map(lineOf)
}
