import { z } from 'zod'
import type { PodFacts } from '../kubernetes/pod-tags.ts'

/** How the logs of a container are collected. */
export interface LogConfig {
  source: string
  service: string
  tags: readonly string[]
}

const annotation = z.array(
  z
    .object({
      source: z.string().optional(),
      service: z.string().optional(),
      tags: z.union([z.array(z.string()), z.string().transform(text => text.split(','))]).optional(),
    })
    .loose(),
)

/**
 * Source and service of a container's logs: from the annotation `ad.datadoghq.com/<container>.logs`, else the label
 * `tags.datadoghq.com/service` and the short name of the image. An annotation that cannot be read counts as none.
 */
export function logConfig(container: string, pod: PodFacts | undefined): LogConfig {
  const written = readAnnotation(pod?.annotations[`ad.datadoghq.com/${container}.logs`])
  const short = imageShortName(pod?.images[container] ?? '') || container
  const labels = pod?.labels ?? {}
  const service = labels[`tags.datadoghq.com/${container}.service`] ?? labels['tags.datadoghq.com/service'] ?? undefined
  return {
    source: written?.source ?? short,
    service: written?.service ?? service ?? short,
    tags: written?.tags ?? [],
  }
}

function readAnnotation(text: string | undefined): z.infer<typeof annotation>[number] | undefined {
  if (text === undefined) return undefined
  try {
    return annotation.safeParse(JSON.parse(text)).data?.[0]
  } catch {
    // Said by autodiscovery, which reads the annotations of the same pod.
    return undefined
  }
}

/** `registry.example/team/backend:dev@sha256:…` is `backend`. */
function imageShortName(image: string): string {
  return image.replace(/@.*$/, '').replace(/^.*\//, '').replace(/:.*$/, '')
}
