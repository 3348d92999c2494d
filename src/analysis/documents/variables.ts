/** Whether `name` is written as variables of the environment are: capitals, two letters or more. */
export function isVariableName(name: string): boolean {
  return name.length >= 2 && name.length <= 64 && /^[A-Z][A-Z0-9_]{1,63}$/.test(name);
}

const HOLDERS = ["process.env.", "import.meta.env.", "Deno.env.", "Bun.env.", "env."];

/** The variable that inline code names as one: `process.env.X`, `$X`, `X=1`; null for anything else. `start` is where its name begins. */
export function readVariable(code: string): { name: string; start: number } | null {
  const holder = HOLDERS.find((one) => code.startsWith(one));
  const start = holder?.length ?? (code.startsWith("$") ? 1 : 0);
  const rest = code.slice(start, start + 256);
  const equals = rest.indexOf("=");
  const name = equals === -1 ? rest : rest.slice(0, equals);
  if (!isVariableName(name) || (start === 0 && equals === -1)) return null;
  return { name, start };
}
