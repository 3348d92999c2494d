/** Names of the scripts that a JSON sample writes: the reader is told to have them in their own package.json. */

const SCRIPTS_MAX = 100;

/** Keys of every `"scripts": { … }` in `content`, which need not be whole JSON (samples leave out with `...`). Linear. */
export function scriptsIn(content: string): string[] {
  const names: string[] = [];
  for (let at = content.indexOf('"scripts"'); at !== -1; at = content.indexOf('"scripts"', at + 1)) {
    const open = content.indexOf("{", at);
    if (open === -1 || content.slice(at + 9, open).trim() !== ":") continue;
    const close = content.indexOf("}", open);
    at = close === -1 ? content.length : close;
    collectKeys(content.slice(open + 1, at), names);
    if (names.length >= SCRIPTS_MAX) break;
  }
  return names.slice(0, SCRIPTS_MAX);
}

/** A string right before a colon is a key. */
function collectKeys(body: string, names: string[]): void {
  for (let at = body.indexOf('"'); at !== -1; ) {
    const end = closingQuote(body, at + 1);
    if (end === -1) return;
    let next = end + 1;
    while (body[next] === " " || body[next] === "\t") next++;
    if (body[next] === ":") names.push(body.slice(at + 1, end));
    at = body.indexOf('"', end + 1);
  }
}

function closingQuote(body: string, from: number): number {
  for (let at = from; at < body.length; at++) {
    if (body[at] === "\\") at++;
    else if (body[at] === '"') return at;
  }
  return -1;
}
