// `npm test`: installs what the tests need, runs all of them, and says at the end how many passed and failed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { release } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, install, quietly, requireNode, requireWritable, root, step } from './prepare.mjs'

requireNode()
requireWritable()
process.env.TURBO_TELEMETRY_DISABLED = '1'
const results = path.join(root, '.local', 'test-results')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

await step('Packages installed', install)
await step('Built', build)
const { ensureTestTools } = await import(pathToFileURL(path.join(root, 'local/launcher/dist/test-tools.js')).href)
let tools = ''
await step('RabbitMQ and a browser', async () => {
  tools = await ensureTestTools(process.argv.includes('--yes') || process.env.CI === 'true')
  return tools
})

const everything = process.argv.includes('--all') || process.env.CI === 'true'
/** Nothing comes from turborepo's cache then. */
const afresh = everything ? ['--force'] : []
const bin = name => path.join(root, 'node_modules', '.bin', name)
/** A check passes or fails as one; its output is shown when it fails. */
const checks = [
  ['Types', bin('turbo'), ['run', 'typecheck', '--output-logs=errors-only', '--continue', ...afresh]],
  ['Lint', bin('biome'), ['check', '.']],
  ['Unused code and dependencies', bin('knip'), []],
]
/**
 * A suite counts its own tests in a file of vitest's or Playwright's JSON. Those of vitest are tasks of turborepo's: a
 * suite that passed does not run again until something that it can see has changed. See docs/decisions/0008-tests-cached.md.
 */
const suites = [
  ['Unit tests', 'unit'],
  ['Tests with PostgreSQL and RabbitMQ', 'servers'],
  ['Kubernetes conformance', 'conformance'],
  ['The whole product in a browser', 'browser'],
]

/** What a suite runs on besides the repository; turborepo takes it into account by its name in turbo.json. */
const runtime = [process.version, process.platform, process.arch, release(), process.getuid?.(), tools].join(' ')

let passed = 0
let failed = 0
let unchanged = 0
const seconds = since => `${((performance.now() - since) / 1000).toFixed(0)} s`

for (const [title, command, args] of checks) {
  const began = performance.now()
  try {
    await quietly(`test-${title.toLowerCase().replaceAll(' ', '-')}`, command, args)
    passed += 1
    console.log(`  ✓ ${title}  ${seconds(began)}`)
  } catch (error) {
    failed += 1
    console.log(`  ✗ ${title}  ${seconds(began)}\n${error.message}`)
  }
}

// One after the other: what the browser's tests promise within seconds is not measured beside others that compute.
for (const suite of suites) runSuite(...suite)

if (unchanged > 0)
  console.log(
    `\n${passed} passed; ${unchanged} of these did not run, as nothing that they can see has changed since they passed. All run with: npm test -- --all`,
  )
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** Runs a suite; its output is shown as it comes. */
function runSuite(title, name) {
  console.log(`\n── ${title}`)
  const began = performance.now()
  const startedAt = Date.now()
  const file = path.join(results, `${name}.json`)
  const [command, ...args] =
    name === 'browser'
      ? [bin('playwright'), 'test', '--config', 'playwright/playwright.config.ts', '--reporter=list,json']
      : [bin('turbo'), 'run', `test:${name}`, '--log-prefix=none', '--output-logs=new-only', ...reporters(name)]
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file, TEST_RUNTIME: runtime },
  })
  const counted = count(file)
  passed += counted.passed
  failed += counted.failed
  // A suite that could not even start has no failed test to show for it, and is a failure all the same.
  if (status !== 0 && counted.failed === 0) failed += 1
  const cached = counted.startTime < startedAt
  if (cached) unchanged += counted.passed
  console.log(
    `── ${title}: ${counted.passed} passed, ${counted.failed} failed${counted.skipped ? `, ${counted.skipped} skipped` : ''}${cached ? `, unchanged since ${new Date(counted.startTime).toISOString()}` : ''}  ${seconds(began)}`,
  )
}

/** The file's name is relative: what is given here is part of what turborepo compares. */
function reporters(name) {
  return [
    '--env-mode=loose',
    ...afresh,
    '--',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=.local/test-results/${name}.json`,
  ]
}

/** Both runners' JSON in one shape; `startTime` in Unix milliseconds. */
function count(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0, startTime: Number.POSITIVE_INFINITY }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  if (report.stats)
    return {
      passed: report.stats.expected,
      failed: report.stats.unexpected + report.stats.flaky,
      skipped: report.stats.skipped,
      startTime: Date.parse(report.stats.startTime),
    }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
    startTime: report.startTime,
  }
}
