import type { JsdocParamClaim, Parameter } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import { marksGate } from "./gates.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { listSome } from "./text.js";

/** A `@param` tag names no parameter of its function. */
export const jsdocParamName = rule({
  id: "jsdoc/param-name",
  summary: "A @param tag names no parameter of its function",
  reads: ["jsdoc-param"],
  needs: ["closed set: parameters"],
  gates: ["patterns", "overloads"],
  fix: "safe",
  judge(claim, context) {
    const marked = marksGate(claim, context);
    const root = rootOf(claim.name);
    const names = parameterNames(claim.parameters);
    // Properties of a named parameter (`options.quiet`) are judged by their root only: types are not followed here.
    if (root === "this" || names.includes(root)) return ok(marked === null && claim.open === null && root === claim.name);
    if (marked) return unknown(marked);
    if (claim.open !== null) return unknown("open-set", claim.open);
    if (TYPE_NAMES.has(claim.name)) return unknown("ambiguous", "a type written where the name belongs");
    if (KEYWORDS.has(claim.name)) return unknown("ambiguous", "a word written where the name belongs");
    const type = memberOf(claim, context);
    if (type !== null) return unknown("ambiguous", `a member of \`${type}\``);
    if (ARTICLES.has(claim.name)) return unknown("ambiguous", "a sentence written where the name belongs");
    if (namesPattern(claim)) return strangeProperty(claim) ?? ok(false);
    const rest = claim.parameters.findIndex((parameter) => parameter.rest && parameter.name === null);
    if (rest !== -1) return unknown("open-set", "a rest parameter without a name");
    return wrong(claim, root, names);
  },
});

/** The named type of the only parameter, when what the tag names is one of its members: its properties may be told one by one. */
function memberOf({ name, parameters }: JsdocParamClaim, { world }: JudgeContext): string | null {
  const [only, another] = parameters;
  const type = /^[A-Za-z_$][\w$]*/.exec((only?.type ?? "").slice(0, 256))?.[0];
  if (type === undefined || another !== undefined) return null;
  return world.members.find(type)?.members.has(rootOf(name)) ? type : null;
}

function isCapital(name: string): boolean {
  const first = name.slice(0, 1);
  return first !== first.toLowerCase();
}

/** Words that can name no parameter. */
const KEYWORDS = new Set(
  "class const default delete do else enum export extends false for function if import in instanceof new null return super switch this throw true try typeof var void while with".split(
    " ",
  ),
);

/** Types that people write before the name without braces: `@param String text`. */
const TYPE_NAMES = new Set([
  "Array",
  "Boolean",
  "Date",
  "Error",
  "Function",
  "Integer",
  "Map",
  "Mixed",
  "Number",
  "Object",
  "Promise",
  "RegExp",
  "Set",
  "String",
  "Symbol",
]);

/** A text that begins so has no name before it: `@param {object} A server address`. */
const ARTICLES = new Set(["A", "An", "The"]);

/** `options.quiet`, `items[].name`, `target` → the first name. */
function rootOf(name: string): string {
  return name.split(/[.[]/)[0] ?? name;
}

function parameterNames(parameters: readonly Parameter[]): string[] {
  return parameters.map((parameter) => parameter.name).filter((name) => name !== null);
}

/**
 * A destructured parameter may be documented under any root name (`@param props`, then `@param props.x`), and its properties by
 * their own: every tag that could stand for a pattern is left alone.
 */
function namesPattern(claim: JsdocParamClaim): boolean {
  const patterns = claim.parameters.filter((parameter) => parameter.name === null);
  if (patterns.length === 0) return false;
  const root = rootOf(claim.name);
  if (patterns.some((parameter) => parameter.pattern?.includes(root))) return true;
  const known = new Set(parameterNames(claim.parameters));
  const strangers = [...new Set(claim.names.map(rootOf))].filter((name) => !known.has(name));
  const properties = new Set(patterns.flatMap((parameter) => parameter.pattern ?? []));
  // `options.cwd` where the pattern takes `cwd` shows under which name it is told of, whatever other tags are strange.
  const roots = claim.names.flatMap((name) => {
    const [first = "", property = ""] = name.split(/[.[]/);
    return properties.has(property) && !known.has(first) ? [first] : [];
  });
  if (roots.length > 0 && new Set(roots).size <= patterns.length) return roots.includes(root);
  return strangers.filter((name) => !properties.has(name)).length <= patterns.length;
}

/**
 * `options.quite` where the only pattern takes apart `{ quiet }` and nothing else. With a named type the property may be one that the
 * function hands on; types are not followed here.
 */
function strangeProperty(claim: JsdocParamClaim): Outcome | null {
  const [pattern, another] = claim.parameters.filter((parameter) => parameter.name === null);
  const [root = "", property] = claim.name.split(/[.[]/);
  const taken = pattern?.pattern ?? [];
  if (!pattern || another || pattern.pattern_open || pattern.rest || property === undefined || property === "") return null;
  if (taken.length === 0 || taken.includes(root) || taken.includes(property) || !isUntyped(pattern, property)) return null;
  const documented = new Set(claim.names.map((name) => name.split(/[.[]/)[1]));
  const free = taken.filter((name) => !documented.has(name));
  const [only, second] = free;
  const replacement = nearMiss(property, free)?.name ?? (second === undefined ? only : undefined);
  return drift({
    message: `\`${claim.owner}\` takes no property \`${property}\``,
    suggestion:
      replacement === undefined
        ? null
        : {
            text: `Write \`@param ${root}.${replacement}\``,
            replacement: claim.name.replace(`.${property}`, `.${replacement}`),
          },
    evidence: { kind: "closed-set", summary: `it takes apart ${listSome(taken)}`, facts: [`signature:${claim.owner}`] },
    fix: replacement === undefined ? null : "suggest",
    cause: `param:${claim.owner}#${root}.${property}`,
  });
}

/** Whether no type says more of the properties than the pattern does: none is written, or one in place that lacks `property`. */
function isUntyped({ type }: Parameter, property: string): boolean {
  if (type === null) return true;
  const standsInPlace = type.startsWith("{") && type.endsWith("}") && !["&", "|", "<", "["].some((sign) => type.includes(sign));
  return standsInPlace && !type.split(/[^\w$]/).includes(property);
}

function wrong(claim: JsdocParamClaim, root: string, names: readonly string[]): Outcome {
  const documented = new Set(claim.names.map(rootOf));
  const undocumented = names.filter((name) => !documented.has(name));
  const strangers = [...documented].filter((name) => !names.includes(name));
  const [only, another] = undocumented;
  const single = only !== undefined && another === undefined && strangers.length === 1;
  const position = [...documented].indexOf(root);
  const marked = undocumented.find((name) => bare(name) === bare(root));
  const near = marked ?? nearMiss(root, undocumented)?.name ?? null;
  // `@param {object} A server address`: the name was left out, and this is the first word of what is said of it.
  const isProse = near === null && isCapital(root) && !undocumented.some(isCapital);
  const safe = single && !isProse && (names[position] === only || near !== null);
  const replacement = isProse ? null : single ? only : near;
  return drift({
    message: `\`${claim.owner}\` has no parameter \`${root}\``,
    suggestion:
      replacement === null
        ? null
        : { text: `Write \`@param ${replacement}\``, replacement: replacement + claim.name.slice(root.length) },
    evidence: { kind: "closed-set", summary: `its parameters are ${listSome(names)}`, facts: [`signature:${claim.owner}`] },
    fix: replacement === null ? null : safe ? "safe" : "suggest",
    cause: `param:${claim.owner}#${root}`,
    ...(marked !== undefined ? { probation: true } : {}),
  });
}

/** A `_` at the start says that a parameter is not used, not that it is another one. */
function bare(name: string): string {
  return name.replace(/^_+/, "");
}
