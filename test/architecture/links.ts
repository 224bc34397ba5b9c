import type { Breach, SourceFile } from './source-file.ts'

/** Relative links of a Markdown file that lead nowhere; addresses on the network and links within the page are not looked at. */
export function deadLinks(file: SourceFile, exists: (path: string) => boolean): Breach[] {
  return linksOf(file.text)
    .map((link) => ({ link, target: new URL(link.split('#')[0] ?? '', `file:///${file.path}`) }))
    .filter(({ target }) => !exists(decodeURIComponent(target.pathname.slice(1))))
    .map(({ link }) => ({ path: file.path, say: `links to ${link}, which is not there` }))
}

function linksOf(text: string): string[] {
  const prose = text.replaceAll(/```.*?```/gs, '').replaceAll(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)(?:\s"[^"]*")?\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^([a-z]+:|#|\/)/i.test(link))
}
