// `npm test`: installs what the tests need, runs all of them, and says at the end how many passed and failed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
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
await step('RabbitMQ and a browser', () => ensureTestTools(process.argv.includes('--yes') || process.env.CI === 'true'))

const bin = name => path.join(root, 'node_modules', '.bin', name)
/** A check passes or fails as one; its output is shown when it fails. */
const checks = [
  ['Types', bin('turbo'), ['run', 'typecheck', '--output-logs=errors-only', '--continue']],
  ['Lint', bin('biome'), ['check', '.']],
  ['Unused code and dependencies', bin('knip'), []],
]
/** A suite counts its own tests in a file of vitest's or Playwright's JSON. */
const suites = [
  ['Unit tests', 'unit', bin('vitest'), ['run', '--project', 'unit']],
  ['Tests with PostgreSQL and RabbitMQ', 'servers', bin('vitest'), ['run', '--project', 'servers']],
  ['Kubernetes conformance', 'conformance', bin('vitest'), ['run', '--project', 'conformance']],
  [
    'The whole product in a browser',
    'browser',
    bin('playwright'),
    ['test', '--config', 'playwright/playwright.config.ts'],
  ],
]

let passed = 0
let failed = 0
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

console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** Runs a suite; its output is shown as it comes. */
function runSuite(title, name, command, args) {
  console.log(`\n── ${title}`)
  const began = performance.now()
  const file = path.join(results, `${name}.json`)
  const reporters = command.endsWith('vitest')
    ? ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    : ['--reporter=list,json']
  const { status } = spawnSync(command, [...args, ...reporters], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  })
  const counted = count(file)
  passed += counted.passed
  failed += counted.failed
  // A suite that could not even start has no failed test to show for it, and is a failure all the same.
  if (status !== 0 && counted.failed === 0) failed += 1
  console.log(
    `── ${title}: ${counted.passed} passed, ${counted.failed} failed${counted.skipped ? `, ${counted.skipped} skipped` : ''}  ${seconds(began)}`,
  )
}

/** Both runners' JSON in one shape. */
function count(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  if (report.stats)
    return {
      passed: report.stats.expected,
      failed: report.stats.unexpected + report.stats.flaky,
      skipped: report.stats.skipped,
    }
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests }
}
