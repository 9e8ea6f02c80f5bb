// Knows which built files the phone can reach, so that the service worker keeps those and never pulls the
// desk's tables and charts onto a phone; and lets the desk be opened under /desk in dev and preview.
import type { Connect, Plugin } from 'vite'

interface Chunk {
  type: 'chunk'
  fileName: string
  isEntry: boolean
  facadeModuleId: string | null
  imports: string[]
  dynamicImports: string[]
  viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> }
}

export interface PhoneShell {
  plugin: Plugin
  isOnPhone: (url: string) => boolean
}

export function phoneShell(): PhoneShell {
  const onPhone = new Set<string>()
  return { plugin: shellPlugin(onPhone), isOnPhone: (url) => !url.startsWith('assets/') || isKept(url, onPhone) }
}

function isKept(url: string, onPhone: ReadonlySet<string>): boolean {
  return onPhone.has(url) || url.includes('maplibre-gl-worker') || url.includes('vant-icon')
}

function shellPlugin(onPhone: Set<string>): Plugin {
  return {
    name: 'wangge-phone-shell',
    configureServer: (server) => void server.middlewares.use(deskFallback),
    configurePreviewServer: (server) => void server.middlewares.use(deskFallback),
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const chunks = new Map(
          Object.values(bundle).flatMap((output) =>
            output.type === 'chunk' ? [[output.fileName, output as unknown as Chunk] as const] : [],
          ),
        )
        for (const chunk of chunks.values()) {
          if (chunk.isEntry && chunk.facadeModuleId?.endsWith('/index.html')) reach(chunk, chunks, onPhone)
        }
      },
    },
  }
}

function reach(chunk: Chunk, chunks: ReadonlyMap<string, Chunk>, seen: Set<string>): void {
  if (seen.has(chunk.fileName)) return
  seen.add(chunk.fileName)
  chunk.viteMetadata?.importedCss.forEach((file) => seen.add(file))
  chunk.viteMetadata?.importedAssets.forEach((file) => seen.add(file))
  for (const next of [...chunk.imports, ...chunk.dynamicImports]) {
    const found = chunks.get(next)
    if (found !== undefined) reach(found, chunks, seen)
  }
}

const deskFallback: Connect.NextHandleFunction = (request, _response, next) => {
  if (/^\/desk(\/[^.]*)?(\?.*)?$/.test(request.url ?? '')) request.url = '/desk.html'
  next()
}
