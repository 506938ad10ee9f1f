import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { findBrowser } from './find-browser.ts'
import { root } from './run-file.ts'
import type { Part } from './supervisor.ts'

/** What every part may know of this machine; keys and tokens go only to the part that needs them. */
function baseEnvironment(more: string[] = []): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'LOG_LEVEL', ...more]
  return {
    NODE_ENV: 'production',
    ...Object.fromEntries(kept.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : []))),
  }
}

/** A part that is a Node program of this repository. */
export function nodePart(name: string, script: string, env: Record<string, string>, stopWithinMs: number): Part {
  return {
    name,
    command: process.execPath,
    args: [path.join(root, script)],
    env: { ...baseEnvironment(), ...env },
    stopWithinMs,
  }
}

/** The table by which the local kubelet finds the program behind an image name. */
export function imageTable() {
  const browser = findBrowser()
  const image = (name: string, tags: string[], script: string, preload: string[] = []) => ({
    name,
    tags,
    command: [process.execPath, ...preload, path.join(root, script)],
    env: baseEnvironment(),
  })
  // As in the real images: instrumentation sees a library only when it was there before it.
  const telemetry = ['--import', pathToFileURL(path.join(root, 'chat-stack/common/dist/telemetry/bootstrap.js')).href]
  const ours = ['frontend', 'backend', 'worker', 'reporting']
  return {
    images: [
      ...ours.map(name => image(`chat-demo/${name}`, ['dev'], `chat-stack/${name}/dist/main.js`, telemetry)),
      // Has a browser in it, where one is installed.
      {
        ...image('chat-demo/traffic', ['dev'], 'chat-stack/traffic/dist/main.js', telemetry),
        env: { ...baseEnvironment(), ...(browser ? { CHROMIUM_PATH: browser } : {}) },
      },
      // Later releases of the backend, each with a defect: what a bad deploy rolls out.
      ...['next', 'leak'].map(name =>
        image('chat-demo/backend', [`dev-${name}`], `chat-stack/backend/dist/${name}.js`, telemetry),
      ),
      image('ghcr.io/shopify/toxiproxy', ['2.12.0'], 'local/toxiproxy/dist/main.js'),
      image('chat-demo/chaos-reconciler', ['dev'], 'control-center/engine/dist/bin/reconciler.js'),
      image('postgres', ['18'], 'local/cluster/dist/images/postgres.js'),
      {
        ...image('rabbitmq', ['3-management'], 'local/cluster/dist/images/rabbitmq.js'),
        // Where the broker runs in a container, its engine's client has to find the engine.
        env: baseEnvironment(['DOCKER_HOST', 'XDG_RUNTIME_DIR']),
      },
    ],
  }
}
