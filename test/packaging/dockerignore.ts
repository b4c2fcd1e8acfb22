/** Reads .dockerignore: which files of the project the builder gets to see. */

/**
 * Whether `path`, relative to the project with slashes, stays out of the build. The last pattern that matches the path
 * or a folder above it decides; `!` lets it in again.
 */
export function isIgnored(dockerignore: string, path: string): boolean {
  const parts = path.split('/');
  const above = parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
  const rules = dockerignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const last = rules.findLast((rule) => {
    const pattern = expression(rule.replace(/^!/, ''));
    return above.some((each) => pattern.test(each));
  });
  return last !== undefined && !last.startsWith('!');
}

function expression(glob: string): RegExp {
  const source = glob
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('**', '\u0000')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\u0000', '.*');
  return new RegExp(`^${source}$`);
}
