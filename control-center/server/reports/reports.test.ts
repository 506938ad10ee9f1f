import { describe, expect, it } from 'vitest'
import { run } from '../../app/features/live/testing.ts'
import { reportOf } from '../../app/features/runs/report.ts'
import { htmlOf } from './html.ts'
import { markdownOf } from './markdown.ts'

const report = reportOf(run({ startedBy: '<img src=x onerror=alert(1)>', change: 'a | b & `c`' }), [])

describe('what people typed', () => {
  it('stays text in HTML', () => {
    expect(htmlOf(report)).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(htmlOf(report)).not.toContain('<img')
  })
  it('stays in its cell in Markdown', () => {
    expect(markdownOf(report)).toContain('| Change | a \\| b & \\`c\\` |')
    expect(markdownOf(report)).toContain('\\<img')
  })
})
