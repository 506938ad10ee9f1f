import { expect, it } from 'vitest'
import { vitalVerdict } from './vital-verdict.ts'

it('a vital is judged by the limits of the web vitals', () => {
  expect(vitalVerdict('largestPaint', 2.5).words).toBe('Good')
  expect(vitalVerdict('nextPaint', 0.3).tone).toBe('warn')
  expect(vitalVerdict('layoutShift', 0.3).tone).toBe('bad')
})
