/** How text is cut into the words that search looks for; porter stems them afterwards. */

/** Words of a query that are looked for; the rest is left out. */
const QUERY_WORDS_MAX = 32;

type Kind = "lower" | "upper" | "digit" | "other";

/**
 * `text` with a space wherever a compound name goes on: `heatWater` → heat Water, `HTTPServer2` → HTTP Server 2. Snake and kebab case
 * need none, because FTS5 takes every sign for a gap. Letters beyond ASCII stay with their neighbours.
 */
export function splitNames(text: string): string {
  const parts: string[] = [];
  let from = 0;
  let before: Kind = "other";
  for (let i = 0; i < text.length; i++) {
    const kind = kindOf(text.charCodeAt(i));
    if (i > from && goesOn(before, kind, text, i)) {
      parts.push(text.slice(from, i));
      from = i;
    }
    before = kind;
  }
  parts.push(text.slice(from));
  return parts.join(" ");
}

/** The distinct words of a query, lower case, in their order. */
export function queryWords(query: string): string[] {
  const words = new Set<string>();
  let word = "";
  for (const character of `${splitNames(query)} `.toLowerCase()) {
    if (isWordCharacter(character)) {
      word += character;
      continue;
    }
    if (word !== "") words.add(word);
    word = "";
    if (words.size === QUERY_WORDS_MAX) break;
  }
  return [...words];
}

function goesOn(before: Kind, kind: Kind, text: string, i: number): boolean {
  if (before === "other" || kind === "other") return false;
  if (kind === "digit" || before === "digit") return kind !== before;
  if (kind !== "upper") return false;
  return before === "lower" || kindOf(text.charCodeAt(i + 1)) === "lower";
}

function kindOf(code: number): Kind {
  if (code >= 97 && code <= 122) return "lower";
  if (code >= 65 && code <= 90) return "upper";
  if (code >= 48 && code <= 57) return "digit";
  return "other";
}

/** Letters and digits of any script: what FTS5's unicode61 keeps together. */
function isWordCharacter(character: string): boolean {
  return /^[\p{L}\p{N}\p{Co}\p{M}]$/u.test(character);
}
