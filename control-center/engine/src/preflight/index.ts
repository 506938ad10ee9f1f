export {
  type Finding,
  fails,
  fine,
  look,
  PREFLIGHT_GROUPS,
  type Preflight,
  type PreflightCheck,
  preflightSchema,
  preflightSummary,
  preflightVerdict,
} from './check.ts'
export { GROUP_TITLE, preflightText } from './print.ts'
export { type Look, takeLooks } from './run.ts'
