export { type Finding, fails, fine, look, type Preflight, type PreflightCheck, preflightSchema } from './check.ts'
export { type Look, takeLooks } from './run.ts'
export { PREFLIGHT_GROUPS } from './words.ts'
