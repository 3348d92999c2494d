/** How a call or signature that a text writes differs from the one in the code. */
import type { Parameter, SignatureFact, WrittenCall } from "../model.js";
import { areOtherTypes } from "./written-types.js";

export interface Misfit {
  /** What is wrong, as the end of a sentence: "takes 2 parameters, not 3". */
  text: string;
  before: string;
  after: string;
}

interface FitOptions {
  /** Whether optional parameters are told as such in the code; in JavaScript every parameter may be left out. */
  marksOptional: boolean;
  /** It is one of several: then only too many arguments fit none. */
  isOverloaded: boolean;
}

/**
 * Why `call` does not fit `signature`; null when it fits, or when the difference proves nothing: other names at the same places may be
 * the variables of a caller.
 */
export function misfitOf(
  call: WrittenCall,
  signature: SignatureFact,
  { marksOptional, isOverloaded }: FitOptions,
): Misfit | null {
  const { parameters, returns } = signature;
  const written = call.arguments;
  const differs = (text: string): Misfit => ({
    text,
    before: `(${written.map(renderWritten).join(", ")})${call.returns === null ? "" : `: ${call.returns}`}`,
    after: renderSignature(signature),
  });
  const hasRest = parameters.some((parameter) => parameter.rest);
  if (!hasRest && written.length > parameters.length) {
    return differs(takes(signature, written.length));
  }
  if (isOverloaded) return null;
  const names = parameters.map((parameter) => parameter.name);
  const isSignature = written.every(({ name }) => name !== null && names.includes(name));
  if (isSignature) {
    const places = written.map(({ name }) => names.indexOf(name));
    if (places.some((place, index) => index > 0 && place < (places[index - 1] as number))) {
      return differs(`takes its parameters in the order ${names.map((name) => `\`${name ?? "{…}"}\``).join(", ")}`);
    }
    const missing = marksOptional
      ? parameters.filter((one) => isRequired(one) && !written.some(({ name }) => name === one.name))
      : [];
    if (missing[0]) return differs(`requires \`${missing[0].name ?? "{…}"}\``);
    const demanded = marksOptional
      ? written.find((one) => one.optional && isRequired(parameters[names.indexOf(one.name)]))
      : undefined;
    if (demanded) return differs(`requires \`${demanded.name}\``);
    const mistyped = written.find(({ name, type }) => areOtherTypes(type, parameters[names.indexOf(name)]?.type ?? null));
    if (mistyped) return differs(`takes another type for \`${mistyped.name}\``);
  }
  if (areOtherTypes(call.returns, returns)) return differs(`returns \`${returns}\``);
  return null;
}

function isRequired(parameter: Parameter | undefined): boolean {
  return parameter !== undefined && !parameter.optional && !parameter.rest && !(parameter.type ?? "").includes("undefined");
}

/** What is wrong with `written` arguments, as the end of a sentence. */
export function takes({ parameters }: SignatureFact, written: number): string {
  return `takes ${count(parameters.length)}, not ${written}`;
}

function count(parameters: number): string {
  return parameters === 0 ? "no parameter" : parameters === 1 ? "1 parameter" : `${parameters} parameters`;
}

/** Whether `call` names a parameter of `signature`: then it speaks of this function. */
export function namesParameter(call: WrittenCall, { parameters }: SignatureFact): boolean {
  return call.arguments.some(({ name }) => name !== null && parameters.some((parameter) => parameter.name === name));
}

function renderWritten({ name, optional, rest }: WrittenCall["arguments"][number]): string {
  return `${rest ? "..." : ""}${name ?? "…"}${optional ? "?" : ""}`;
}

/** `(litres, target?)`, and the written return type. */
export function renderSignature({ parameters, returns }: SignatureFact): string {
  return `(${parameters.map(renderParameter).join(", ")})${returns === null ? "" : `: ${returns}`}`;
}

export function renderParameter({ name, optional, rest }: Parameter): string {
  return `${rest ? "..." : ""}${name ?? "options"}${optional && !rest ? "?" : ""}`;
}
