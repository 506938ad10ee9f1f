const architectures: Record<string, string> = { x64: 'amd64', ia32: '386' }

/** The Kubernetes version whose API this is, in the form of /version. */
export const version = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '33',
  gitVersion: 'v1.34.4',
  gitCommit: 'local',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: process.version,
  compiler: 'node',
  platform: `${process.platform}/${architectures[process.arch] ?? process.arch}`,
}
