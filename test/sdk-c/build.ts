import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'

export const sdkFolder = path.resolve(import.meta.dirname, '../../sdk/c')

/** What a vendor may ask of its compiler: the source has to pass it. */
const strict = ['-Wall', '-Wextra', '-Wpedantic', '-Werror', '-std=c11', '-O1', '-g']
const libraries = ['-lcurl', '-lssl', '-lcrypto']

/** Compiles a program of this folder or of sdk/c. @returns where it stands */
export function build(target: string, sources: readonly string[], more: readonly string[] = []): string {
  execFileSync('gcc', [...strict, ...more, ...sources, '-o', target, ...libraries], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return target
}

/** Every read past an end and every undefined step stops the program; empty where this compiler has no sanitizers. */
export function sanitizers(): string[] {
  const flags = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all']
  const input = 'int main(void) { return 0; }'
  const { status } = spawnSync('gcc', [...flags, '-x', 'c', '-', '-o', '/dev/null'], { input })
  return status === 0 ? flags : []
}
