import { defineConfig } from '@playwright/test'
import base from './playwright.config.ts'

/** The whole tour takes as long as its evidence: it runs only when it is asked for, with `npm run test:tour`. */
export default defineConfig({ ...base, testMatch: '**/*.tour.ts', outputDir: 'results/tour', timeout: 1_800_000 })
